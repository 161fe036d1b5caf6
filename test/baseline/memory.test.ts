import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/baseline/memory.ts';
import type { Mark } from '../../src/core/mark.ts';
import type { Session } from '../../src/core/session.ts';

const mark = (time: number, key: string, value = 'v'): Mark => ({
  tag: 'denied',
  owner: 'o',
  time,
  key,
  value,
});
const ask = (marks: readonly Mark[]) => ({
  owners: [],
  marks,
  markOwners: [{ tag: 'denied', owner: 'o' }] as const,
  sessions: [],
});
const session = (accessKeyId: string, parentKeyId?: string, more: Partial<Session> = {}): Session => ({
  accessKeyId,
  parentKeyId,
  actor: { key: 'k', kind: 'user', name: 'n' },
  role: undefined,
  sessionName: 's',
  accountId: undefined,
  time: 0,
  expiresAt: 3_600_000,
  country: undefined,
  network: undefined,
  networkKey: undefined,
  networkKind: undefined,
  sourceIdentity: undefined,
  birth: { reputation: 0, timing: 0, behaviour: 0, finding: null },
  client: 'x',
  ambiguous: false,
  ...more,
});

describe('the memory store', () => {
  it('adds marks before it reads them, in order, each key once', async () => {
    const store = createMemoryStore();
    await store.recall(ask([mark(3, 'c'), mark(1, 'a')]));
    const { marks } = await store.recall(ask([mark(2, 'b'), mark(1, 'a')]));
    expect(marks.get('denied:o')?.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  });

  it('learns the same from any order, duplication and split', async () => {
    const sighting = fc.record({
      owner: fc.constantFrom('a:x', 'a:y'),
      dimension: fc.constantFrom('country', '~network', 'seen'),
      value: fc.constantFrom('1', '2'),
      days: fc.tuple(fc.integer({ min: 1, max: 90 })),
    });
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(sighting, { maxLength: 30 })
          .chain((all) =>
            fc.tuple(
              fc.constant(all),
              fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }),
              fc.integer({ min: 1, max: 7 }),
            ),
          ),
        async ([told, again, size]) => {
          const [one, other] = [createMemoryStore(), createMemoryStore()];
          await one.learn({ sightings: told, sessions: [] });
          for (let at = 0; at < again.length; at += size)
            await other.learn({ sightings: again.slice(at, at + size), sessions: [] });
          expect(other.entries()).toEqual(one.entries());
        },
      ),
      { numRuns: 300 },
    );
  });

  it('follows a session to its ancestors, and stops at a cycle', async () => {
    const store = createMemoryStore();
    await store.learn({
      sightings: [],
      sessions: [session('A'), session('B', 'A'), session('C', 'B'), session('X', 'Y'), session('Y', 'X')],
    });
    const { sessions } = await store.recall({ owners: [], marks: [], markOwners: [], sessions: ['C', 'X'] });
    expect([...sessions.keys()].sort()).toEqual(['A', 'B', 'C', 'X', 'Y']);
  });

  it('calls a key ambiguous for good that was issued twice under different names', async () => {
    const store = createMemoryStore();
    await store.learn({
      sightings: [],
      sessions: [session('A'), session('A', undefined, { sessionName: 'other' }), session('A')],
    });
    const { sessions } = await store.recall({ owners: [], marks: [], markOwners: [], sessions: ['A'] });
    expect(sessions.get('A')?.ambiguous).toBe(true);
  });
});
