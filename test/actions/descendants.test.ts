import { expect, it } from 'vitest';
import { descendantsOf, MOST_ENDED } from '../../src/actions/ending/descendants.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { seatName } from '../../src/core/event/seat.ts';
import type { IssuedSession } from '../../src/core/history/session.ts';
import { ownerOfSeat } from '../../src/core/learning/mark-owner.ts';
import { NOTHING_ASKED } from '../../src/core/ports/ports.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { digest } from '../support/iam-lab.ts';
import { NOW, session } from '../support/lessons.ts';
import { roleCalled } from '../support/role-called.ts';

const ROLE = roleCalled('leaf');
const keyOf = (n: number) => `ASIADESCENDANT${String(n).padStart(6, '0')}`;
/** The n-th session, of the role as `s<n>`, issued with another. */
const child = (n: number, parent: number, more: Partial<IssuedSession> = {}): IssuedSession =>
  session(keyOf(n), {
    parentKeyId: keyOf(parent),
    assumedRoleId: `${ROLE.uniqueId}:s${n}`,
    role: { arn: ROLE.arn, accountId: ROLE.accountId, name: ROLE.name },
    ...more,
  });

async function found(
  sessions: readonly IssuedSession[],
  marks: readonly { readonly n: number; readonly time: number; readonly value: string }[] = [],
) {
  const store = createMemoryStore();
  await store.learn({ sightings: [], sessions });
  const seats = marks.map(({ n, time, value }) => ({
    ...{ tag: 'seat' as const, owner: ownerOfSeat(seatName(ROLE, `s${n}`)), key: `${n} ${time}` },
    ...{ time, value },
  }));
  await store.recall({ ...NOTHING_ASKED, cut: 0, marks: seats });
  return descendantsOf({ accessKeyId: keyOf(0) }, store, { digest, now: NOW + 1 });
}

it('are those that live, however deep, and that a trusted source told of', async () => {
  const { children, left, unseen } = await found([
    child(1, 0),
    child(2, 1),
    child(3, 2),
    child(4, 9),
    child(5, 0, { trusted: false }),
    child(6, 0, { ambiguous: true }),
    child(7, 0, { expiresAt: NOW + 1 }),
    child(8, 0, { expiresAt: undefined }),
  ]);
  expect(children.map(({ intent }) => intent.accessKeyId).sort()).toEqual([1, 2, 3, 8].map(keyOf));
  expect([left, unseen]).toEqual([[], false]);
});

it('may not be ended by themselves where somebody else sat down within ten seconds', async () => {
  const { children } = await found(
    [1, 2, 3, 4].map((n) => child(n, 0)),
    [
      { n: 1, time: NOW + 10_000, value: 'ASIASOMEBODYELSE' },
      { n: 2, time: NOW + 10_001, value: 'ASIASOMEBODYELSE' },
      { n: 3, time: NOW, value: keyOf(3) },
      { n: 4, time: NOW, value: keyOf(1) },
    ],
  );
  const beside = children.filter(({ bystander }) => bystander);
  expect(beside.map(({ intent }) => intent.accessKeyId)).toEqual([keyOf(1)]);
});

it('are left to a person beyond the most that are ended one by one', async () => {
  const all = Array.from({ length: MOST_ENDED + 2 }, (_, n) => child(n + 1, 0, { expiresAt: NOW + HOUR }));
  const { children, left, unseen } = await found(all);
  expect([children.length, left.length, unseen]).toEqual([MOST_ENDED, 2, false]);
  expect(new Set([...children.map(({ intent }) => intent), ...left].map((one) => one.accessKeyId)).size).toBe(
    MOST_ENDED + 2,
  );
});
