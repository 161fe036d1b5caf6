import { describe, expect, it } from 'vitest';
import { denyExpires, mayBeOurs } from '../../../src/core/action/deny-life.ts';
import { denyDocument, policyName } from '../../../src/core/action/deny-policy.ts';
import { expiredOf } from '../../../src/core/action/policy-room.ts';
import { HOUR } from '../../../src/core/time/days.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const deny = { scope: 'role', until: NOW } as const;

describe('a deny', () => {
  it('of the future is none of ours', () => {
    expect(mayBeOurs({ ...deny, until: NOW + 60_000 }, NOW)).toBe(true);
    expect(mayBeOurs({ ...deny, until: NOW + 600_000 }, NOW)).toBe(false);
  });

  it('expires a quarter of an hour after the longest session, and never before', () => {
    const at = (kind: 'role' | 'user', maxSessionSeconds: number | undefined) =>
      (denyExpires(deny, { kind, maxSessionSeconds }) - NOW) / HOUR;
    expect([at('role', 3_600), at('role', undefined), at('user', undefined), at('role', 50_400)]).toEqual([
      12.25, 12.25, 36.25, 14.25,
    ]);
    const actionId = '0123456789abcdef';
    const one = { actionId, deny, name: policyName(actionId), document: denyDocument(actionId, deny) };
    const room = { kind: 'role', ours: [one], maxSessionSeconds: 3_600 } as const;
    expect(expiredOf(room, NOW + 12.25 * HOUR - 1)).toEqual([]);
    expect(expiredOf(room, NOW + 12.25 * HOUR)).toHaveLength(1);
  });
});
