import { describe, expect, it } from 'vitest';
import { hasNamesake, roleHabit } from '../../../src/core/facts/role-habit.ts';
import { type HabitMap, remember, SEEN } from '../../../src/core/history/habit.ts';
import { viewOf } from '../../../src/core/history/live-view.ts';

const CUT = 20_000;
const set = (n: number) => `AWSReservedSSO_Developer_${n.toString(16).padStart(16, '0')}`;
const account = (n: number) => String(111_122_223_000 + n);

/** An actor who has taken the permission set in so many accounts; its role has another ending in each. */
function inAccounts(count: number) {
  const roles = Array.from({ length: count }, (_, n) => ['role', `${account(n)}/${set(n)}`] as const);
  const told = [['seen', SEEN] as const, ...roles];
  const habits = told.reduce<HabitMap>(
    (known, [dimension, value]) => remember(known, { owner: 'a:x', dimension, value, days: [CUT - 1] }),
    new Map(),
  );
  return viewOf(habits, CUT);
}

describe('a permission set in another account', () => {
  const name = set(999);
  const elsewhere = { arn: `arn:aws:iam::${account(999)}:role/${name}`, accountId: account(999), name };

  it('is the same set, whatever the ending of its role', () => {
    expect(hasNamesake(elsewhere, inAccounts(1))).toBe(true);
    const admin = { ...elsewhere, name: name.replace('Developer', 'DeveloperAdmin') };
    expect(hasNamesake(admin, inAccounts(1))).toBe(false);
  });

  it('is a habit only of an actor whose history of roles is full', () => {
    const value = `${elsewhere.accountId}/${name}`;
    expect(roleHabit({ actor: inAccounts(63) })(value)).toBe(false);
    expect(roleHabit({ actor: inAccounts(64) })(value)).toBe(true);
  });
});
