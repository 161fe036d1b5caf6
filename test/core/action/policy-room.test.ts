import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Deny, denyDocument, policyName, sizeOf } from '../../../src/core/action/deny-policy.ts';
import {
  INLINE_LIMIT,
  MOST_OF_OURS,
  type OurPolicy,
  planRoom,
} from '../../../src/core/action/policy-room.ts';
import { HOUR } from '../../../src/core/time/days.ts';
import { digest } from '../../support/iam-lab.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const deny: fc.Arbitrary<Deny> = fc
  .record({
    wide: fc.boolean(),
    who: fc.constantFrom('AROAX:a', 'AROAX:b', 'AROAX:c'),
    ago: fc.integer({ min: 0, max: 60_000 }),
  })
  .map(({ wide, who, ago }) => {
    const until = NOW - ago * 1_000;
    return wide ? { scope: 'role', until } : { scope: 'session', userid: who, from: until - 10_000, until };
  });

function policy(what: Deny, index: number): OurPolicy {
  const actionId = digest(`${index}`);
  return { name: policyName(actionId), actionId, deny: what, document: denyDocument(actionId, what) };
}

/** The policy for which room is made. */
function named(what: Deny): Omit<OurPolicy, 'actionId'> {
  const actionId = digest('new');
  return { name: policyName(actionId), deny: what, document: denyDocument(actionId, what) };
}

const denied = (denies: readonly Deny[], who: string, at: number) =>
  denies.some((one) => at <= one.until && (one.scope === 'role' || (one.userid === who && one.from <= at)));

/** Sessions that were denied, may still live, and are no longer denied. */
function letIn(before: readonly OurPolicy[], after: readonly OurPolicy[], since: number): readonly string[] {
  const left = after.map(({ deny: one }) => one);
  return before.flatMap(({ deny: one }) => {
    const who = one.scope === 'role' ? 'AROAX:zed' : one.userid;
    const times = [one.until, one.until - 5_000, one.until - 10_000].filter((at) => at > since);
    return times.filter((at) => !denied(left, who, at)).map((at) => `${who} ${at}`);
  });
}

describe('making room', () => {
  it('never lets a living session in again, and never leaves more than fits', () => {
    fc.assert(
      fc.property(
        fc.array(deny, { maxLength: 14 }),
        fc.constantFrom('role' as const, 'user' as const),
        fc.integer({ min: 0, max: 10_500 }),
        fc.array(fc.boolean(), { maxLength: 14 }),
        fc.integer({ min: 0, max: 60_000 }),
        (denies, kind, others, known, ago) => {
          const ours = denies.map(policy);
          const total = others + ours.reduce((sum, { document }) => sum + sizeOf(document), 0);
          const recorded = new Set(
            ours.filter((_, at) => known[at] !== false).map(({ actionId }) => actionId),
          );
          const next = named({ scope: 'role', until: NOW - ago * 1_000 });
          const plan = planRoom({ kind, total, ours, recorded, maxSessionSeconds: 43_200 }, next, NOW);
          if (plan.kind === 'full') return;
          const without = (list: readonly OurPolicy[], gone: typeof plan.remove) =>
            list.filter(({ name }) => gone.every((one) => one.name !== name));
          const left = without(ours, plan.remove);
          const living = (kind === 'role' ? 12 : 36) * HOUR;
          expect(letIn(ours, left, NOW - living)).toEqual([]);
          const after = [...without(left, plan.after), { ...next, actionId: digest('new') }];
          expect(letIn(ours, after, NOW - living)).toEqual([]);
          const stays = new Set(after.map(({ name }) => name));
          const removed = [...plan.remove, ...plan.after];
          expect(removed.every(({ by }) => by === undefined || stays.has(by))).toBe(true);
          const covering = removed.flatMap(({ actionId, why }) => (why === 'covered' ? [actionId] : []));
          expect(covering.every((id) => recorded.has(id))).toBe(true);
          const size = left.reduce(
            (sum, each) => sum + sizeOf(each.document),
            others + sizeOf(next.document),
          );
          expect(after.filter(({ actionId }) => recorded.has(actionId)).length).toBeLessThan(MOST_OF_OURS);
          expect(size).toBeLessThanOrEqual(INLINE_LIMIT[kind]);
        },
      ),
      { numRuns: 3_000, seed: 30 },
    );
  });

  it('removes nothing while there is room, and of two alike keeps one', () => {
    const alike = Array.from({ length: 8 }, (_, n) => policy({ scope: 'role', until: NOW }, n));
    const size = alike.reduce((sum, { document }) => sum + sizeOf(document), 0);
    const recorded = new Set(alike.map(({ actionId }) => actionId));
    const room = { kind: 'role', total: size, recorded, maxSessionSeconds: 3_600 } as const;
    const next = named({ scope: 'role', until: NOW - 1_000 });
    const fits = { kind: 'fits', remove: [], after: [] };
    expect(planRoom({ ...room, ours: alike.slice(0, 7) }, next, NOW)).toEqual(fits);
    const plan = planRoom({ ...room, ours: alike }, next, NOW);
    expect(plan).toMatchObject({ kind: 'fits', after: [] });
    expect(plan.kind === 'fits' ? plan.remove : []).toHaveLength(7);
  });

  it('takes what the new policy covers as room, to be freed once that stands', () => {
    const eight = Array.from({ length: 8 }, (_, n) =>
      policy({ scope: 'session', userid: `AROAX:${n}`, from: NOW - 10_000, until: NOW }, n),
    );
    const total = eight.reduce((sum, { document }) => sum + sizeOf(document), 0);
    const recorded = new Set(eight.map(({ actionId }) => actionId));
    const room = { kind: 'role', total, ours: eight, recorded, maxSessionSeconds: 3_600 } as const;
    const next = named({ scope: 'role', until: NOW });
    const plan = planRoom(room, next, NOW);
    expect(plan).toMatchObject({ kind: 'fits', remove: [] });
    expect(plan.kind === 'fits' ? plan.after : []).toHaveLength(8);
    const fat = planRoom({ ...room, total: INLINE_LIMIT.role }, next, NOW);
    expect(fat).toMatchObject({
      kind: 'full',
      reason: expect.stringMatching(/ take 10240 of 10240 characters/),
    });
    const ninth = named({ scope: 'session', userid: 'AROAX:new', from: NOW - 10_000, until: NOW });
    expect(planRoom(room, ninth, NOW)).toMatchObject({
      kind: 'full',
      reason: expect.stringContaining('already has 8 active denies'),
      many: true,
    });
    expect(planRoom({ ...room, recorded: new Set() }, next, NOW)).toEqual({
      kind: 'fits',
      remove: [],
      after: [],
    });
  });

  it('removes what has expired where the size is too large, and only then', () => {
    const old = policy({ scope: 'role', until: NOW - 13 * HOUR }, 1);
    const next = named({ scope: 'role', until: NOW });
    const room = {
      kind: 'role',
      ours: [old],
      recorded: new Set<string>(),
      maxSessionSeconds: 3_600,
    } as const;
    const removed = (total: number) => {
      const plan = planRoom({ ...room, total }, next, NOW);
      return plan.kind === 'full' ? plan.kind : plan.remove.map(({ name, why }) => [name, why]);
    };
    const exactly = INLINE_LIMIT.role - sizeOf(next.document);
    expect(removed(exactly)).toEqual([]);
    expect(removed(exactly + 1)).toEqual([[old.name, 'expired']]);
    expect(removed(exactly + sizeOf(old.document))).toEqual([[old.name, 'expired']]);
    expect(removed(exactly + sizeOf(old.document) + 1)).toBe('full');
  });

  it('counts what was removed before the write once, and what goes after it as gone', () => {
    const wide = (ago: number, index: number) => policy({ scope: 'role', until: NOW - ago }, index);
    const [inner, outer] = [wide(200_000, 1), wide(100_000, 2)];
    const others = Array.from({ length: 7 }, (_, n) =>
      policy({ scope: 'session', userid: `AROAX:${n}`, from: NOW - 10_000, until: NOW }, n + 3),
    );
    const ours = [inner, outer, ...others];
    const recorded = new Set(ours.map(({ actionId }) => actionId));
    const next = named({ scope: 'role', until: NOW - 50_000 });
    const plan = planRoom({ kind: 'role', total: 0, ours, recorded, maxSessionSeconds: 3_600 }, next, NOW);
    expect(plan).toMatchObject({
      kind: 'fits',
      remove: [{ name: inner.name, by: outer.name }],
      after: [{ name: outer.name, by: next.name }],
    });
  });
});
