import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../test/support/runtime-api.ts';
import { bundleCode } from '../bundle-code.ts';
import { CREDENTIALS } from '../chaos/ground.ts';
import { bombs, gibibyte } from './bombs.ts';
import type { Case } from './case.ts';
import { AWAY, staged } from './leave.ts';
import { mapShard, type ShardRecord } from './mapping.ts';
import type { Source } from './source.ts';
import type { Stage } from './stage.ts';

const ARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/trail';

/** Milliseconds for one invocation, as many as a busy machine takes: deadlines have tests of their own. */
const LIMIT = 300_000;

/** Nobody consumes: the case hands over itself. What it is not done with is left. */
function byHand(): Source & { readonly pending: Set<string> } {
  const pending = new Set<string>();
  const left = async () => pending.size;
  return { arn: ARN, args: [], env: {}, pending, send: async () => {}, left, close: async () => {} };
}

const FOLDER = mkdtempSync(join(tmpdir(), 'rolewarden-bundle-'));
let bundling: Promise<unknown> | undefined;

async function sandbox({ aws, config }: Stage): Promise<Sandbox> {
  bundling ??= bundleCode(FOLDER);
  await bundling;
  return startSandbox(FOLDER, {
    env: {
      ...CREDENTIALS,
      AWS_ENDPOINT_URL: aws.url,
      ROLEWARDEN_CONFIG: config,
      ROLEWARDEN_LOG_LEVEL: 'info',
    },
  });
}

const recordsOf = (bodies: readonly string[]): readonly ShardRecord[] =>
  bodies.map((body, at) => ({
    body,
    sequence: `49590338271490256608559692538361571095921575989136588${1_000 + at}`,
  }));

/** Runs the function over a shard, made anew whenever it was killed; `arm` may kill it. */
async function shard(stage: Stage, source: ReturnType<typeof byHand>, bodies: readonly string[]) {
  const records = recordsOf(bodies);
  for (const { sequence } of records) source.pending.add(sequence);
  let alive = await sandbox(stage);
  const end = async () => {
    const lines = alive.output().stderr.split('\n');
    for (const line of lines.filter((one) => one.includes(AWAY)))
      stage.dealt.push({ kind: 'away', at: Number(/"time":(\d+)/.exec(line)?.[1]) });
    await alive.stop();
  };
  const invoke = async (event: object) => {
    if (alive.child.exitCode !== null || alive.child.signalCode !== null) {
      await end();
      alive = await sandbox(stage);
    }
    return alive.invoke(event, LIMIT);
  };
  return {
    kill: () => {
      stage.dealt.push({ kind: 'kill', at: Date.now() });
      return alive.child.kill('SIGKILL');
    },
    stop: end,
    done: mapShard(records, invoke, ({ sequence }) => void source.pending.delete(sequence), ARN),
  };
}

const KILLS = 3;

/** The function behind the Runtime API, fed by an event source mapping of our own. */
export const lambdaCases: readonly Case[] = [
  lambda(
    {
      id: 'lambda-killed',
      matrix: 'F8',
      what: 'the function killed in a Kinesis batch; the mapping retries and bisects',
    },
    async (stage, source) => {
      let kills = 0;
      let running: Awaited<ReturnType<typeof shard>> | undefined;
      stage.aws.use(({ action, n }) => {
        const due =
          kills < KILLS && action === (kills % 2 === 0 ? 'PutRolePolicy' : 'AssumeRole') && n > kills * 3;
        if (due && running?.kill() === true) kills++;
        return undefined;
      });
      running = await shard(stage, source, stage.bodies);
      const { attempts, halved } = await running.done;
      await running.stop();
      return { fired: { kills, 'batches halved': halved, 'attempts of one record': attempts } };
    },
  ),
  lambda(
    {
      id: 'lambda-poison',
      matrix: 'F7, F9',
      what: 'records that are none and gzip bombs at every position of a batch',
    },
    async (stage, source) => {
      const quiet = stage.events.find(({ kind }) => kind === 'quiet')?.record ?? {};
      const poison = [
        ...bombs(quiet).map(([, bytes]) => bytes),
        gibibyte(),
        Buffer.from('no JSON'),
        Buffer.from('7'),
      ];
      const bodies = stage.bodies.flatMap((body, n) => {
        const bytes = poison[n % poison.length];
        return bytes === undefined ? [body] : [body, bytes.toString('latin1')];
      });
      const running = await shard(stage, source, bodies);
      const { attempts } = await running.done;
      await running.stop();
      const kept = stage.kept();
      const own = attempts <= 3 ? [] : [`a record needed ${attempts} attempts`];
      return { fired: { poison: stage.bodies.length, kept }, poison: { wanted: poison.length, kept }, own };
    },
  ),
];

function lambda(
  about: Omit<Case, 'run'>,
  play: (stage: Stage, source: ReturnType<typeof byHand>) => ReturnType<Parameters<typeof staged>[2]>,
): Case {
  return {
    ...about,
    run(ground) {
      const source = byHand();
      return staged(about, { events: 120, source }, (stage) => play(stage, source)).run(ground);
    },
  };
}
