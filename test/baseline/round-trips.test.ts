import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Batch, batchesOf } from '../../bench/support/crowd.ts';
import { DATABASES } from '../../scripts/places.ts';
import { createApp } from '../../src/app.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Survival } from '../../src/core/action/ended.ts';
import { createLog } from '../../src/run/log.ts';
import { called } from '../support/ended-lab.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { startProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { unseen } from '../support/unseen.ts';

let server: Running;
let proxy: TcpProxy;
const links: RedisLink[] = [];

beforeAll(async () => {
  server = await startRedis();
  proxy = await startProxy(server.port);
  // So late that a long pipeline is all sent before the first answer comes back: one turn.
  await proxy.mode({ latencyMs: 150 });
});
afterAll(async () => {
  await Promise.all(links.map((link) => link.close()));
  await proxy.close();
  await server.stop();
});

async function open(port: number): Promise<RedisLink> {
  const link = openRedis({ url: `redis://127.0.0.1:${port}`, timeout: PATIENT });
  links.push(link);
  await link.ready(PATIENT);
  return link;
}

/** How often the client's turn ends and the server's begins while a batch is recalled and learned. */
async function turns({ store }: RedisLink, { request, sightings, sessions }: Batch): Promise<number> {
  proxy.resetCounts();
  const { habits } = await store.recall(request);
  await store.learn({ sightings: unseen(sightings, habits), sessions });
  return proxy.counts.turns;
}

const batch = (size: number, walk: number): Batch => {
  const [one] = batchesOf({ actors: size, events: size, size, walk, day: 1 });
  if (one === undefined) throw new Error('there is no batch');
  return one;
};

describe('round trips of a batch, counted at the socket', () => {
  it.each([1, 10, 100, 1_000])('are two for a batch of %i, whatever is known', async (size) => {
    const link = await open(proxy.port);
    expect(await turns(link, batch(size, 0))).toBe(2);
    expect(await turns(link, batch(size, 1))).toBe(2);
    expect(await turns(link, batch(size, 1))).toBe(2);
  });

  it('are two where it is asked, too, which of the sessions were ended', async () => {
    const link = await open(proxy.port);
    const made = batch(100, 4);
    const keys = Array.from({ length: 100 }, (_, at) => `ASIA${at}`);
    const ended = { actionId: '0123456789abcdef', verifiedAt: 1, until: undefined };
    const names = [...keys, ...keys.map((key) => `111122223333/${key}`)];
    const request = { ...made.request, sessions: keys, ended: names };
    expect(await turns(link, { ...made, request })).toBe(2);
    await link.store.keepEnded(new Map([['ASIA7', ended]]), 600_000);
    expect(await turns(link, { ...made, request })).toBe(2);
    const recalled = await link.store.recall(request);
    expect(recalled.ended).toEqual(new Map([['ASIA7', ended]]));
  });

  it('are two of a whole line that is to see which ended sessions live, also where one does', async () => {
    const link = await open(proxy.port);
    const seen: Survival[] = [];
    const app = await createApp({
      config: parseConfig({ databases: DATABASES, sessions: 'watch' }, 'the test'),
      log: createLog('silent'),
      store: link.store,
      trusts: () => true,
      escalate: async (found) => {
        seen.push(...found);
        return [];
      },
    });
    const arn = 'arn:aws:iam::111122223333:role/Deploy';
    const role = { kind: 'role', partition: 'aws', accountId: '111122223333', name: 'Deploy', arn } as const;
    const keyOf = (at: number) => `ASIA${String(at).padStart(3, '0')}LIVESONEXAMPLE`;
    const deliveries = Array.from({ length: 50 }, (_, at) => {
      const how = { name: 'sts:GetWebIdentityToken', nonce: String(at) };
      return { id: `${at}`, body: called({ ...role, uniqueId: undefined }, keyOf(at), how) };
    });
    const taken = async () => {
      proxy.resetCounts();
      await app.analyzer.analyze(deliveries);
      return proxy.counts.turns;
    };
    expect([await taken(), seen.length]).toEqual([2, 0]);
    const ended = { actionId: '0123456789abcdef', verifiedAt: Date.now() - 120_000, until: undefined };
    await link.store.keepEnded(new Map([[keyOf(7), ended]]), 600_000);
    expect(await taken()).toBeLessThanOrEqual(2);
    expect(seen.map(({ event }) => event.actor.accessKeyId)).toEqual([keyOf(7)]);
  });

  it('are two where another consumer wrote the same histories and sessions meanwhile', async () => {
    const [link, direct] = [await open(proxy.port), await open(server.port)];
    const { request, sightings, sessions } = batch(100, 3);
    const { habits } = await link.store.recall(request);
    await direct.store.learn({
      sightings,
      sessions: sessions.map((one) => ({ ...one, sessionName: 'another' })),
    });
    proxy.resetCounts();
    await link.store.learn({ sightings: unseen(sightings, habits), sessions });
    expect(proxy.counts.turns).toBe(1);
  });
});
