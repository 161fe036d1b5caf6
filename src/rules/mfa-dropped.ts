import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { roleMfaValue, roleValue } from '../core/history/values.ts';
import { everSeen } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'mfa-dropped',
  title: 'A role was assumed without the MFA its user always used',
  family: 'misuse',
  why: 'The key alone was enough this time: whoever has the key may not have the MFA device.',
  blindSpots: [
    'Federated sessions always record MFA as false, so they are not judged.',
    'Fewer than five days with MFA on the same role, and a role that was ever assumed without: also yesterday by the thief, unless that alerted.',
  ],
  falsePositives: ['The trust policy no longer asks for MFA, and the user noticed.'],
  ask: 'Ask the user whether the call was theirs.',
  respond: ['Require aws:MultiFactorAuthPresent in the role’s trust policy.'],
  attack: ['T1078.004', 'T1556.006'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
  ],
  on: ['AssumeRole'],
  params: z.strictObject({
    admin: points(70, 'Points for a role that can do everything.'),
    points: points(45, 'Points for any other role.'),
    days: z.number().int().min(2).max(60).default(5).describe('Days with MFA on the same role before.'),
  }),
  detect(event, { actor, settings }, params) {
    const { role } = event;
    if (!grantedRole(event) || role === undefined) return undefined;
    if (roleMfaValue(event)?.endsWith('|no') !== true) return undefined;
    if (!actor.covered) return { unknown: actor.reason };
    const withMfa = actor.daysOf('role-mfa', `${roleValue(role)}|yes`);
    const without = everSeen(actor, 'role-mfa');
    if (withMfa < params.days || without.includes(`${roleValue(role)}|no`)) return undefined;
    return {
      points: settings.role(role).sensitivity === 'admin' ? params.admin : params.points,
      summary: `used MFA for this role on each of ${withMfa} days before, and now did not`,
      evidence: { user: event.actor.name, role: role.arn, daysWithMfa: withMfa },
    };
  },
});
