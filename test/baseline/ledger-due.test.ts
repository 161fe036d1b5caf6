import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTurns } from '../../src/actions/following/turns.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import type { ActionRecord, ActionState } from '../../src/core/action/ledger.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { anAction } from '../support/an-action.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { type RedisCluster, redisCli, startRedisCluster } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Running;
let cluster: RedisCluster;
const links: RedisLink[] = [];
beforeAll(async () => {
  [server, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
});
beforeEach(() => redisCli(server.port, ['FLUSHALL']));
afterAll(async () => {
  await Promise.all(links.map((link) => link.close()));
  await Promise.all([server.stop(), cluster.stop()]);
});

async function open(url = `redis://127.0.0.1:${server.port}`) {
  const link = openRedis({ url, timeout: PATIENT });
  links.push(link);
  await link.ready(PATIENT);
  return link.ledger;
}

const to = (state: ActionState) => ({ state, by: 'x', detail: '' });
/** Ids and times of the index, as the server has them. */
const index = () => redisCli(server.port, ['ZRANGE', 'rw:due', '0', '-1', 'WITHSCORES']);
const idsOf = (actions: readonly ActionRecord[]) => actions.map(({ actionId }) => actionId);

describe.each([
  ['one server', () => `redis://127.0.0.1:${server.port}`],
  ['a cluster', () => `redis+cluster://127.0.0.1:${cluster.nodes[0]?.port}`],
])('the index of what is due, %s', (_, url) => {
  it('has an action as soon as it is another, until it was looked at', async () => {
    const ledger = await open(url());
    await ledger.record(anAction('00000000000000a1'));
    await ledger.record(anAction('00000000000000a2'));
    expect(await ledger.due()).toEqual([]);
    const rejected = await ledger.change('00000000000000a1', ['pending'], to('rejected'));
    const due = await ledger.due();
    expect(due).toEqual([{ actionId: '00000000000000a1', at: rejected?.changed, action: rejected }]);
    for (const one of due) await ledger.looked(one, undefined);
    expect(await ledger.due()).toEqual([]);
  });

  it('keeps what was written while somebody looked', async () => {
    const ledger = await open(url());
    await ledger.record({ ...anAction('00000000000000a3'), state: 'failed' });
    const [seen] = await ledger.due();
    if (seen === undefined) throw new Error('nothing is due');
    await new Promise((done) => setTimeout(done, 5));
    const next = await ledger.change('00000000000000a3', ['failed'], to('rejected'));
    await ledger.looked(seen, undefined);
    await ledger.looked(seen, Date.now() + HOUR);
    expect((await ledger.due()).map(({ action }) => action)).toEqual([next]);
  });
});

describe('a worker’s turns', () => {
  it('find what is due among thousands that wait, and count those, a page at a time', async () => {
    const ledger = await open();
    const rows = Array.from({ length: 1_200 }, (_, at) => String(at).padStart(16, 'f'));
    const oldest = '0'.repeat(16);
    const waits = await ledger.record(anAction(rows[0] ?? ''));
    for (let at = 0; at < rows.length; at += 300) {
      const some = rows.slice(at, at + 300);
      const texts = some.flatMap((id) => [`rw:x:${id}`, JSON.stringify({ ...waits, ...anAction(id) })]);
      await redisCli(server.port, ['MSET', ...texts]);
      await redisCli(server.port, ['ZADD', 'rw:actions', ...some.flatMap((id) => [String(waits.since), id])]);
    }
    await redisCli(server.port, ['ZADD', 'rw:actions', String(waits.since - 1_000), oldest]);
    await redisCli(server.port, ['SET', `rw:x:${oldest}`, JSON.stringify({ ...waits, ...anAction(oldest) })]);
    const failed = await ledger.change(oldest, ['pending'], to('failed'));
    const turns = createTurns(ledger);
    const first = await turns.next();
    expect([first.length, first[0]]).toEqual([501, failed]);
    if (failed !== undefined) await turns.done(failed, Date.now(), false);
    const [second, third] = [await turns.next(), await turns.next()];
    expect(new Set(idsOf([...first, ...second, ...third])).size).toBe(1_201);
    expect(turns.waiting()).toBe(1_200);
    expect(await ledger.due()).toEqual([]);
    expect(idsOf(await ledger.actions())).toHaveLength(1_201);
  });

  it('take in what a version before the index has written', async () => {
    const ledger = await open();
    await ledger.record(anAction('00000000000000a1'));
    await ledger.record({ ...anAction('00000000000000a2'), state: 'applied' });
    await ledger.record({ ...anAction('00000000000000a3'), state: 'undone' });
    const before = await index();
    await redisCli(server.port, ['DEL', 'rw:due']);
    await createTurns(ledger).next();
    expect((await index()).split('\n').filter((_, at) => at % 2 === 0)).toEqual([
      '00000000000000a2',
      '00000000000000a1',
    ]);
    expect((await index()).split('\n').slice(-1)).toEqual(before.split('\n').slice(-1));
  });

  it('let go what has no record any more', async () => {
    const ledger = await open();
    await ledger.record({ ...anAction('00000000000000a1'), state: 'failed' });
    await redisCli(server.port, ['DEL', 'rw:x:00000000000000a1']);
    expect(await ledger.due()).toMatchObject([{ actionId: '00000000000000a1', action: undefined }]);
    expect(await createTurns(ledger).next()).toEqual([]);
    expect(await ledger.due()).toEqual([]);
  });

  it('find what is due on a full server, too, and what the index lacks once there is room', async () => {
    const ledger = await open();
    const failed = await ledger.record({ ...anAction('00000000000000f1'), state: 'failed' });
    const lost = await ledger.record(anAction('00000000000000f2'));
    await redisCli(server.port, ['ZREM', 'rw:due', '00000000000000f2']);
    await redisCli(server.port, ['ZADD', 'rw:due', '1', 'gone']);
    await redisCli(server.port, ['CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction']);
    try {
      const turns = createTurns(ledger);
      expect(idsOf(await turns.next()).sort()).toEqual(['00000000000000f1', '00000000000000f2']);
      expect(await index()).not.toContain('00000000000000f2');
    } finally {
      await redisCli(server.port, ['CONFIG', 'SET', 'maxmemory', '0']);
    }
    expect(idsOf(await createTurns(ledger).next()).sort()).toEqual(idsOf([failed, lost]).sort());
    expect(await index()).toContain('00000000000000f2');
    expect(await index()).not.toContain('gone');
  });
});
