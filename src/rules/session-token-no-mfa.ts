import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { walkOf } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { roleMfaValue } from '../core/history/values.ts';
import { everSeen } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'session-token-no-mfa',
  title: 'GetSessionToken without MFA by a user who always used it, or by a machine that never called it',
  family: 'misuse',
  why: 'Most people use GetSessionToken only for MFA; without MFA it turns a stolen key into a token that outlives the key’s deactivation.',
  blindSpots: ['People who never used MFA for it.', 'A thief who holds the device too.'],
  falsePositives: [
    'A script that was copied without its MFA arguments.',
    'A machine that begins to use aws-vault or the like.',
  ],
  ask: 'Ask the user whether the call was theirs.',
  respond: ['Require MFA in the user’s policies: GetSessionToken itself needs no permission.'],
  attack: ['T1550.001', 'T1556.006'],
  references: ['https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html'],
  on: ['GetSessionToken'],
  params: z.strictObject({
    points: points(50, 'Points.'),
    machine: points(30, 'Points if a machine asks for its first token.'),
  }),
  detect(event, facts, params) {
    const { actor } = facts;
    if (event.outcome !== 'success' || roleMfaValue(event) !== 'GetSessionToken|no') return undefined;
    if (!actor.covered) return { unknown: actor.reason };
    const withMfa = actor.daysOf('role-mfa', 'GetSessionToken|yes');
    const without = everSeen(actor, 'role-mfa');
    if (walkOf(event, facts) === 'machine') return ofMachine(event, facts, params.machine);
    if (withMfa < 5 || without.includes('GetSessionToken|no')) return undefined;
    return {
      points: params.points,
      summary: `used MFA on each of ${withMfa} days before, and now did not`,
      evidence: { user: event.actor.name, daysWithMfa: withMfa },
    };
  },
});

/**
 * For a machine that never requested a session token: with a key it needs none, and one that a thief requests still
 * works after the key is deactivated.
 */
function ofMachine({ actor: { name } }: StsEvent, { actor }: Facts, points: number): Verdict {
  const issues = everSeen(actor, 'issues');
  if (issues.includes('GetSessionToken')) return undefined;
  return {
    points,
    summary: `the first session token of a machine, in ${actor.days} active days`,
    evidence: { user: name, days: actor.days },
  };
}
