import { describe, expect, it } from 'vitest';
import { KEYS } from '../../src/baseline/redis/store.ts';
import { PATIENT, startRig } from '../support/fault-rig.ts';
import { often } from '../support/full.ts';
import { NOW, session } from '../support/lessons.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { entriesIn } from '../support/redis-subject.ts';
import { expectBetween } from '../support/witness.ts';

const ROOM = ['--maxmemory', '3mb', '--maxmemory-policy'];
const told = (n: number) => ({
  sightings: Array.from({ length: 20 }, (_, at) => ({
    owner: `a:user:${n}`,
    dimension: 'role' as const,
    value: `111122223333/${'x'.repeat(200)}${at}`,
    days: [20_400],
  })),
  sessions: [session(`ASIA${n}`)],
});
const asked = (n: number) => ({
  cut: 20_500,
  owners: [`a:user:${n}`],
  marks: [{ tag: 'denied' as const, owner: `user:${n}`, time: NOW, key: `e${n}`, value: 'v' }],
  markOwners: [],
  sessions: [`ASIA${n}`],
});

describe('Redis is full', () => {
  it('noeviction: recall answers with the history and says partial, learn rejects and says how many', async () => {
    const { server, seen, link, direct } = await startRig([...ROOM, 'noeviction'], PATIENT);
    let n = 0;
    while (await seen.learn(told(n))) n++;
    expect(n).toBeGreaterThan(50);
    expect(seen.reasons).toEqual([expect.stringMatching(/^\d+ writes were refused: .*OOM/)]);
    // What was refused was long: there may be room for a mark still.
    await redisCli(server.port, ['config', 'set', 'maxmemory', '2mb']);
    const { habits, partial, marks } = await link.store.recall(asked(3));
    expect(partial).toBe(true);
    expect(habits.get('a:user:3')?.get('role')?.size).toBe(20);
    expect(
      marks
        .get('user:3')
        ?.get('denied')
        ?.map(({ key }) => key),
    ).toEqual(['e3']);
    expect(await seen.learn(told(n + 1))).toBe(false);
    expectBetween(await entriesIn(direct), seen);
  });

  it.each([
    'allkeys-lru',
    'volatile-lru',
    'volatile-ttl',
    'allkeys-random',
    'volatile-random',
    'allkeys-lfu',
  ])('%s: what is read is what was taught, or nothing', async (policy) => {
    const { server, seen, direct } = await startRig([...ROOM, policy], PATIENT);
    const batches = often(900, 10_000);
    for (let n = 0; n < batches; n++) {
      await seen.learn(told(n));
      if (n % 10 === 0) await seen.recall(asked(n - 50));
    }
    expect(seen.reasons).toEqual([]);
    const kept = await entriesIn(direct);
    const owners = new Set(kept.map(({ owner }) => owner));
    expect(owners.size).toBeGreaterThan(10);
    expect(owners.size).toBeLessThan(batches);
    expect(kept).toHaveLength(20 * owners.size);
    expectBetween(kept, { must: { entries: () => [] }, may: seen.may });
    const sessions = (await redisCli(server.port, ['keys', `${KEYS.session}*`])).split('\n');
    const keys = sessions.map((key) => key.slice(KEYS.session.length)).filter((key) => key !== '');
    const recalled = await direct.store.recall({ ...asked(0), marks: [], sessions: keys });
    // sessions live shortest: this policy takes them first, and may take all
    if (policy !== 'volatile-ttl') expect(keys).not.toEqual([]);
    expect([...recalled.sessions.keys()].sort()).toEqual([...keys].sort());
    for (const [key, one] of recalled.sessions) expect(one).toEqual(session(key));
  });
});
