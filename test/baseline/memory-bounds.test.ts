import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import { createMemoryStore, type MemoryStore } from '../../src/baseline/memory/store.ts';
import { createHistoryCache } from '../../src/baseline/redis/history-cache.ts';
import { createCauses } from '../../src/scoring/cause.ts';
import { NOW, session } from '../support/lessons.ts';

const BOUNDS = { sessions: 1_000, marks: 1_000, days: 100 };
/** Keys, names and addresses that a caller makes up as they like. */
const FLOOD = 3_000;

describe('a store in a process that runs on', () => {
  it('keeps the newest sessions, and what was issued with them', async () => {
    const store = createMemoryStore(BOUNDS);
    for (let n = 0; n < FLOOD; n++) {
      const sessions = [session(`ASIA${n}`, { parentKeyId: `ASIAP${n}` })];
      await store.learn({ sightings: [], sessions });
    }
    const request = { cut: 20_500, owners: [], marks: [], markOwners: [] };
    const keys = Array.from({ length: FLOOD }, (_, n) => `ASIA${n}`);
    const { sessions } = await store.recall({ ...request, sessions: keys });
    expect([...sessions.keys()]).toEqual(keys.slice(-1_000));
    const issued = await Promise.all(keys.map((_, n) => store.issuedWith(`ASIAP${n}`)));
    expect(issued.flat()).toHaveLength(1_000);
  });

  it('keeps the newest marks, of whomever they are, and always those of the batch at hand', async () => {
    const store = createMemoryStore(BOUNDS);
    const request = { cut: 20_500, owners: [], sessions: [] };
    const ownerOf = (n: number) => `user:${n}`;
    for (let n = 0; n < FLOOD; n++) {
      const marks = ['x', 'y'].map((value) => ({
        tag: 'denied' as const,
        owner: ownerOf(n),
        time: NOW + n,
        key: `${n}${value}`,
        value,
      }));
      const { marks: found } = await store.recall({ ...request, marks, markOwners: [] });
      expect(found.get(ownerOf(n))?.get('denied')).toHaveLength(2);
    }
    const markOwners = Array.from({ length: FLOOD }, (_, n) => ownerOf(n));
    const { marks } = await store.recall({ ...request, marks: [], markOwners });
    expect(marks.size).toBe(500);
    expect([...marks.keys()]).toContain(ownerOf(FLOOD - 1));
  });

  it('forgets histories of which no day counts any more, as Redis does', async () => {
    const seen = (owner: string, day: number) => ({
      sightings: [{ owner, dimension: 'seen' as const, value: '*', days: [day] }],
      sessions: [],
    });
    const owners = (store: MemoryStore) => store.entries().map(({ owner }) => owner);
    const [store, exact] = [createMemoryStore(BOUNDS), createMemoryStore()];
    for (const one of [store, exact]) {
      await one.learn(seen('a:user:left', 20_000));
      await one.learn(seen('a:user:stays', 20_001));
      await one.learn(seen('a:user:stays', 20_100));
    }
    expect(owners(store)).toEqual(['a:user:left', 'a:user:stays']);
    for (const one of [store, exact]) await one.learn(seen('a:user:new', 20_101));
    expect(owners(store)).toEqual(['a:user:new', 'a:user:stays']);
    expect(owners(exact)).toEqual(['a:user:left', 'a:user:new', 'a:user:stays']);
  });

  it('keeps all of them where nothing is said: a replay is exact', async () => {
    const store = createMemoryStore();
    const sessions = Array.from({ length: FLOOD }, (_, n) => session(`ASIA${n}`));
    await store.learn({ sightings: [], sessions });
    const request = { cut: 20_500, owners: [], marks: [], markOwners: [] };
    const recalled = await store.recall({ ...request, sessions: sessions.map((one) => one.accessKeyId) });
    expect(recalled.sessions.size).toBe(FLOOD);
  });
});

it('histories that nobody has: names that are asked for without end take what the cache may hold', () => {
  const cache = createHistoryCache(4_000 * 450);
  const names = Array.from({ length: 20_000 }, (_, n) => `o:name/made-up-${n}`);
  for (const name of names) cache.set(name, 20_500, undefined);
  const kept = names.filter((name) => cache.last(name) !== undefined);
  expect(kept.length).toBeGreaterThan(1_000);
  expect(kept.length).toBeLessThan(5_000);
  expect(kept.at(-1)).toBe(names.at(-1));
});

describe('what a process remembers of alerts', () => {
  it('is the newest causes: one that was forgotten is an alert of its own', () => {
    const causes = createCauses();
    const alert = (n: number) => ({ id: `id-${n}`, time: NOW + n, score: 70, trusted: true });
    for (let n = 0; n <= 50_000; n++) expect(causes.repeatOf(`cause-${n}`, alert(n))).toBeNull();
    expect(causes.repeatOf('cause-2', alert(60_000))).toBe('id-2');
    expect(causes.repeatOf('cause-0', alert(60_001))).toBeNull();
  });

  it('is so many findings in all: a cause that was forgotten is told anew, the newest are not', async () => {
    const ledger = createMemoryLedger();
    const [causes, findings] = [110, 2_000];
    for (let cause = 0; cause < causes; cause++) {
      for (let n = 0; n < findings; n++) {
        await ledger.repeat(`cause-${cause}`, { id: `${cause}-${n}`, score: 70, time: NOW });
      }
    }
    const again = (cause: number) =>
      ledger.repeat(`cause-${cause}`, { id: `again-${cause}`, score: 70, time: NOW });
    expect(await again(causes - 1)).toMatchObject({ send: false, repeatOf: `${causes - 1}-0` });
    expect(await again(0)).toMatchObject({ send: true, repeatOf: null });
  });
});
