import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'no-mfa',
  title: 'An IAM user assumed an administrator role without MFA',
  family: 'sensitivity',
  why: 'A stolen access key alone would be enough: nothing else was required.',
  blindSpots: [
    'Federated sessions always record MFA as false, so they are not judged.',
    'Powerful roles whose names do not show it.',
  ],
  falsePositives: ['Machines with IAM users: they cannot use MFA, and should be roles.'],
  ask: 'Ask the user whether the call was theirs.',
  respond: ['Require aws:MultiFactorAuthPresent in the role’s trust policy.'],
  attack: ['T1078.004', 'T1556.006'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html',
  ],
  on: ['AssumeRole'],
  params: z.strictObject({ points: points(10, 'Points.') }),
  detect(event, { settings }, { points }) {
    const { actor, request, role } = event;
    if (actor.kind !== 'user' || actor.federated || role === undefined || !grantedRole(event))
      return undefined;
    if (actor.mfa === true || request.mfaSerial !== undefined) return undefined;
    if (settings.role(role).sensitivity !== 'admin') return undefined;
    return {
      points,
      summary: 'an administrator’s role with an access key alone, without MFA',
      evidence: { user: actor.arn ?? actor.name, role: role.arn },
    };
  },
});
