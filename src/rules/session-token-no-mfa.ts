import { z } from 'zod';
import { roleMfaValue } from '../core/values.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'session-token-no-mfa',
  title: 'GetSessionToken without MFA by a user who always gave it',
  family: 'misuse',
  why: 'The only use of GetSessionToken for most people is to give MFA; without it somebody turns a stolen key into a token that outlives the key’s deactivation.',
  blindSpots: ['Users who never used MFA for it.', 'A thief who holds the device too.'],
  falsePositives: ['A script that was copied without its MFA arguments.'],
  respond: ['Ask the user.', 'Deactivate the access key, and deny the user’s sessions by TokenIssueTime.'],
  attack: ['T1550.001', 'T1556.006'],
  references: ['https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html'],
  on: ['GetSessionToken'],
  params: z.strictObject({ points: points(50, 'Points.') }),
  detect(event, { actor }, params) {
    if (event.outcome !== 'success' || roleMfaValue(event) !== 'GetSessionToken|no') return undefined;
    if (!actor.covered) return { unknown: actor.reason };
    const withMfa = actor.daysOf('role-mfa', 'GetSessionToken|yes');
    const without = [...actor.seen('role-mfa'), ...actor.onProbation('role-mfa')];
    if (withMfa < 5 || without.includes('GetSessionToken|no')) return undefined;
    return {
      points: params.points,
      summary: `${event.actor.name} gave MFA on each of ${withMfa} days, and now did not`,
      evidence: { user: event.actor.name, daysWithMfa: withMfa },
    };
  },
});
