import { expect, it } from 'vitest';
import { historyKey, KEYS } from '../../src/baseline/redis/store.ts';
import { DIMENSIONS, type Sighting, VALUE_CAP } from '../../src/core/history/habit.ts';
import { MARK_CAP, MARK_TAGS, MARKS_KEPT, type Mark } from '../../src/core/history/mark.ts';
import { MOST_ISSUED } from '../../src/core/history/session.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { startRig } from '../support/fault-rig.ts';
import { NOW, session } from '../support/lessons.ts';
import { redisCli } from '../support/redis-cluster.ts';

const ATTEMPTS = 10_000;
const VALUE = 100;
const OWNER = 'a:user:attacker';
const valueAt = (n: number) => String(n).padStart(VALUE, 'x');

/** What one owner's history takes at most: a version, and dimensions, each also on probation, of 64 entries. */
const habitBound = (dimensions: number) => 8 + dimensions * VALUE_CAP * (17 + VALUE);

it('ten thousand values of one dimension take what sixty-four take', async () => {
  const { server, direct } = await startRig();
  const size = async () => Number(await redisCli(server.port, ['strlen', historyKey(OWNER)]));
  const sizes: number[] = [];
  for (let n = 0; n < ATTEMPTS; n += 500) {
    const sightings = Array.from({ length: 500 }, (_, at): readonly Sighting[] => [
      { owner: OWNER, dimension: 'role', value: valueAt(n + at), days: [20_400 + (n % 90)] },
      { owner: OWNER, dimension: '~role', value: valueAt(n + at), days: [20_400 - (n % 90)] },
    ]).flat();
    await direct.store.learn({ sightings, sessions: [] });
    sizes.push(await size());
  }
  expect([...new Set(sizes)]).toEqual([habitBound(2)]);
});

it('every dimension full: the whole history is as large as documented', async () => {
  const { server, direct } = await startRig();
  for (const name of DIMENSIONS) {
    const sightings = Array.from({ length: 200 }, (_, at): readonly Sighting[] => [
      { owner: OWNER, dimension: name, value: valueAt(at), days: [20_400] },
      { owner: OWNER, dimension: `~${name}`, value: valueAt(at), days: [20_400] },
    ]).flat();
    await direct.store.learn({ sightings, sessions: [] });
  }
  const bound = habitBound(2 * DIMENSIONS.length);
  expect(Number(await redisCli(server.port, ['strlen', historyKey(OWNER)]))).toBe(bound);
  console.log(`a history at its bound, values of ${VALUE}: ${Math.round(bound / 1_024)} KiB`);
});

it('ten thousand marks of one owner, repeats among them, stay below twice what is kept and 4 KiB', async () => {
  const { server, direct } = await startRig();
  const [lines, line] = [MARK_TAGS.length * MARKS_KEPT, 1 + 15 + 1 + 36 + 1 + VALUE + 1];
  let most = 0;
  for (let n = 0; n < ATTEMPTS; n += 200) {
    const marks = Array.from({ length: 200 }, (_, at): Mark => {
      const tag = MARK_TAGS[(n + at) % MARK_TAGS.length] ?? 'denied';
      const key = String(n + at).padStart(36, '0');
      // as many different ones as are kept of a kind, then repeats of one
      const value = valueAt(n % 2_000 < 700 ? n + at : 0);
      return { tag, owner: 'user:attacker', time: NOW + n + at, key, value };
    });
    await direct.store.recall({ cut: 20_500, owners: [], marks, markOwners: [], sessions: [] });
    most = Math.max(most, Number(await redisCli(server.port, ['strlen', 'rw:m:user:attacker'])));
  }
  expect(most).toBeGreaterThan(MARK_TAGS.length * MARK_CAP * line);
  expect(most).toBeLessThanOrEqual(2 * lines * line + 4_096);
  console.log(
    `marks at their bound: ${Math.round((2 * lines * line + 4_096) / 1_024)} KiB, seen ${Math.round(most / 1_024)}`,
  );
});

it('ten thousand sessions issued with one key: five hundred and twelve are listed', async () => {
  const { server, direct } = await startRig();
  for (let n = 0; n < ATTEMPTS; n += 1_000) {
    const sessions = Array.from({ length: 1_000 }, (_, at) =>
      session(`ASIA${n + at}`, { parentKeyId: 'ASIAP' }),
    );
    await direct.store.learn({ sightings: [], sessions });
  }
  expect(Number(await redisCli(server.port, ['scard', `${KEYS.issued}ASIAP`]))).toBe(MOST_ISSUED);
});

it('a session of minutes does not shorten how long one of hours is found under the key of both', async () => {
  const { server, direct } = await startRig();
  const issued = async (key: string, hours: number) => {
    const expiresAt = NOW + hours * HOUR;
    await direct.store.learn({
      sightings: [],
      sessions: [session(key, { parentKeyId: 'ASIAP', expiresAt })],
    });
    return Number(await redisCli(server.port, ['pttl', `${KEYS.issued}ASIAP`])) / HOUR;
  };
  expect(await issued('ASIALONG', 12)).toBeGreaterThan(35);
  expect(await issued('ASIASHORT', 0.25)).toBeGreaterThan(35);
  await direct.store.learn({ sightings: [], sessions: [session('ASIANEW', { parentKeyId: 'ASIAQ' })] });
  expect(Number(await redisCli(server.port, ['pttl', `${KEYS.issued}ASIAQ`])) / HOUR).toBeCloseTo(25, 0);
});
