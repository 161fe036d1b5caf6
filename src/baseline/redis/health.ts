import type { Millis } from '../../core/time/days.ts';
import { parseAddress } from './address.ts';
import { createClient, type RedisOptions } from './client.ts';
import { type RedisInfo, readInfo, worstOf } from './info.ts';
import { script } from './lua.ts';
import { refusedCommands } from './permissions.ts';
import { connected } from './ready.ts';
import { textsIn } from './replies.ts';
import { createRunner } from './runner.ts';
import type { Reply } from './wire.ts';

/** How a server is, as far as it matters for acting; of a cluster the worst of what its masters say. */
export interface RedisHealth extends RedisInfo {
  readonly tls: boolean;
  /** A round trip, the fastest of five. */
  readonly latencyMs: number;
  /** Why scripts may not be run; undefined if they may. */
  readonly scriptsRefused: string | undefined;
  /** Commands that the user may not run; undefined if the server does not say. */
  readonly commandsRefused: readonly string[] | undefined;
  /** Its clock minus ours. */
  readonly skewMs: Millis;
}

const PROBE = script("return redis.call('GET', KEYS[1])");
/** Never written: what may be read and run is asked about it. */
const NOBODY = 'rw:x:nobody';
const ROUNDS = 5;

/** Asks a server how it is. Writes nothing. Throws ERR_STORE_UNAVAILABLE if it does not answer within `patience` ms. */
export async function redisHealth(options: RedisOptions, patience: number): Promise<RedisHealth> {
  const client = createClient(options);
  try {
    await connected(client, options.url, patience);
    const runner = createRunner(client, patience, 1);
    let latencyMs = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const start = performance.now();
      await runner.run([{ name: 'GET', key: NOBODY }]);
      latencyMs = Math.min(latencyMs, performance.now() - start);
    }
    const sent = Date.now();
    const [time] = await runner.run([{ name: 'TIME' }]);
    const received = Date.now();
    const infos = (await runner.each({ name: 'INFO' })).map((reply) => readInfo(String(said(reply) ?? '')));
    const scriptsRefused = await refusal(async () => runner.run([{ script: PROBE, key: NOBODY, args: [] }]));
    const { kind, tls, ...address } = parseAddress(options.url);
    const refused = await refusedCommands(runner, NOBODY);
    const elsewhere = kind !== 'cluster' && 'db' in address && address.db !== 0;
    const commandsRefused = refused?.filter((name) => name !== 'select' || elsewhere);
    const skewMs = clockOf(time) - (sent + received) / 2;
    return { ...worstOf(infos), tls, latencyMs, scriptsRefused, commandsRefused, skewMs };
  } finally {
    client.disconnect();
  }
}

/** A user who may not ask is told so with the other commands, so a refusal says nothing here. */
function said(reply: Reply | undefined): unknown {
  return reply !== undefined && 'value' in reply ? reply.value : undefined;
}

function clockOf(time: Reply | undefined): Millis {
  const [seconds, micros] = textsIn(said(time));
  return Number(seconds) * 1_000 + Number(micros) / 1_000;
}

async function refusal(ask: () => Promise<readonly Reply[]>): Promise<string | undefined> {
  try {
    const [reply] = await ask();
    return reply !== undefined && 'refused' in reply ? reply.refused : undefined;
  } catch (thrown) {
    return String(thrown);
  }
}
