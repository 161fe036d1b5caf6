import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { packSession } from '../../src/baseline/packed/sessions.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { KEYS } from '../../src/baseline/redis/store.ts';
import { lineOn, PATIENT, taken } from '../support/fault-rig.ts';
import { lessonsAt, requestAt } from '../support/lessons.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { entriesIn } from '../support/redis-subject.ts';

let server: Running;
let link: RedisLink;

beforeAll(async () => {
  server = await startRedis();
});
afterAll(async () => {
  await link.close();
  await server.stop();
});
beforeEach(async () => {
  await link?.close();
  await redisCli(server.port, ['flushall']);
  link = openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: PATIENT });
  await link.ready(PATIENT);
});

const OWNER = lessonsAt(1).sightings[0]?.owner ?? '';
const set = (key: string, bytes: string) => redisCli(server.port, ['set', key, bytes]);
const list = (key: string) => redisCli(server.port, ['rpush', key, 'a', 'b']);

/** Entries: a code, a length, the value, a day, a ring of days. */
const entry = (code: number, value: string) =>
  `${String.fromCharCode(code)}\0${String.fromCharCode(value.length)}${value}P\0\0\0\0\u0001\0\0\0\0\0\0\0\0`;

/** Any bytes after a history's version, as Lua writes them. */
async function raw(key: string, bytes: string): Promise<void> {
  const text = [...Buffer.from(`a versio${bytes}`, 'latin1')]
    .map((byte) => `\\${String(byte).padStart(3, '0')}`)
    .join('');
  await redisCli(server.port, ['eval', `return redis.call('SET', KEYS[1], "${text}")`, '1', key]);
}

describe('a key that holds what nobody here wrote', () => {
  const DAMAGES = {
    text: (key: string) => set(key, 'hello, this is no history at all'),
    'a broken escape': (key: string) => raw(key, entry(1, 'a\\u12')),
    'half an entry': (key: string) => raw(key, entry(1, 'DE').slice(0, 9)),
    'an entry and a half': (key: string) => raw(key, entry(1, 'DE') + entry(1, 'FR').slice(0, 9)),
    nothing: (key: string) => set(key, ''),
    'another type': list,
  };
  const kinds = [
    ['a history', KEYS.history + OWNER],
    ['marks', 'rw:m:user:1'],
    ['a session', `${KEYS.session}ASIA1A`],
  ] as const;

  describe.each(kinds)('%s', (_, key) => {
    it.each(Object.entries(DAMAGES))('is %s: everybody else is recalled and learned', async (__, damage) => {
      await damage(key);
      const { habits, marks, partial } = await link.store.recall(requestAt(1));
      expect(partial).toBe(false);
      for (const one of habits.values()) one.get('country');
      expect(
        marks
          .get('user:1')
          ?.get('denied')
          ?.map(({ key: id }) => id),
      ).toEqual(['event-1']);
      const learning = await link.store.learn(lessonsAt(1)).catch(String);
      if (!key.startsWith(KEYS.session)) expect(learning).toBeUndefined();
      const owners = new Set((await entriesIn(link)).map(({ owner }) => owner));
      for (const { owner } of lessonsAt(1).sightings) expect(owners, owner).toContain(owner);
    });
  });

  it('heals: what was learned after the damage is kept once, and read', async () => {
    for (const damage of Object.values(DAMAGES)) {
      await redisCli(server.port, ['flushall']);
      await damage(KEYS.history + OWNER);
      for (let n = 0; n < 3; n++) await link.store.learn({ ...lessonsAt(1), sessions: [] });
      const { habits } = await link.store.recall({ ...requestAt(1), cut: 30_000 + Math.random() });
      expect(habits.get(OWNER)?.get('~country')?.get('v1')).toEqual([20_401]);
      expect(Number(await redisCli(server.port, ['strlen', KEYS.history + OWNER]))).toBeLessThan(150);
    }
  });

  it('keeps the dimensions of a later version', async () => {
    await raw(KEYS.history + OWNER, entry(120, 'later') + entry(1, 'DE') + entry(250, 'later'));
    await link.store.learn({ ...lessonsAt(1), sessions: [] });
    const { habits } = await link.store.recall(requestAt(1));
    expect(habits.get(OWNER)?.get('country')?.has('DE')).toBe(true);
    const kept = await redisCli(server.port, ['get', KEYS.history + OWNER]);
    expect(kept.match(/later/g)).toHaveLength(2);
  });

  it('is a session in the form of objects: none, and written over', async () => {
    const [issued] = lessonsAt(1).sessions;
    if (issued === undefined) throw new Error('there is no session');
    const lines = packSession(issued).split('\n').slice(0, 3);
    await set(`${KEYS.session}ASIA1A`, [...lines, JSON.stringify(issued)].join('\n'));
    expect((await link.store.recall(requestAt(1))).sessions.size).toBe(0);
    await link.store.learn({ sightings: [], sessions: [issued] });
    expect((await link.store.recall(requestAt(1))).sessions.get('ASIA1A')).toEqual(issued);
  });

  it('never stops the line', async () => {
    const line = await lineOn(link.store);
    await line.judge(taken('Deploy', 0));
    const owners = (await redisCli(server.port, ['keys', '*'])).split('\n');
    expect(owners.length).toBeGreaterThan(3);
    for (const [name, damage] of Object.entries(DAMAGES)) {
      await redisCli(server.port, ['flushall']);
      for (const key of owners) await damage(key);
      const fresh = openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: PATIENT });
      await fresh.ready(PATIENT);
      const [finding] = await (await lineOn(fresh.store)).judge(taken('BreakGlassAdmin', 1));
      expect(
        finding?.signals.map(({ ruleId }) => ruleId),
        name,
      ).toContain('break-glass-role');
      expect(finding?.degraded, name).toBe(false);
      await fresh.close();
    }
  });

  it('is refused aloud where a wrong answer would be believed', async () => {
    await set('rw:h:a\\u12', '');
    expect(await entriesIn(link)).toEqual([]);
    await list(`${KEYS.issued}ASIAP`);
    await expect(link.store.issuedWith('ASIAP')).rejects.toThrow('WRONGTYPE');
  });
});
