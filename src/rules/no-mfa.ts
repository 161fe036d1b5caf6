import { z } from 'zod';
import { grantedRole } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'no-mfa',
  title: 'An IAM user took an administrator’s role without MFA',
  family: 'sensitivity',
  why: 'A stolen access key alone was enough: nothing that the person carries was asked for.',
  blindSpots: [
    'Federated sessions always record MFA as false, so they are never asked.',
    'Roles that are powerful but do not sound like it.',
  ],
  falsePositives: ['Machines with IAM users: they cannot use MFA, and should be roles.'],
  respond: [
    'Require aws:MultiFactorAuthPresent in the role’s trust policy.',
    'Check that the call was the user’s own.',
  ],
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
      summary: `${actor.name} took ${role.name} with an access key alone`,
      evidence: { user: actor.arn ?? actor.name, role: role.arn },
    };
  },
});
