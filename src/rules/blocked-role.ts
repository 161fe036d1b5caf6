import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'blocked-role',
  title: 'A role on the block list was requested',
  family: 'misuse',
  why: 'Somebody decided that nobody may assume this role: its trust policy should say so too.',
  blindSpots: [
    'Roles that are not on the list: it is the operator’s.',
    'Refusals that do not name the role.',
  ],
  falsePositives: ['An outdated list.'],
  respond: ['Remove the trust from the role’s trust policy, or the role from the list.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'SwitchRole'],
  params: z.strictObject({
    granted: points(75, 'Points if the role was granted.'),
    refused: points(20, 'Points if it was refused.'),
  }),
  detect({ outcome, role }, { settings }, params) {
    if (role === undefined || !settings.role(role).blocked) return undefined;
    const granted = outcome === 'success';
    return {
      points: granted ? params.granted : params.refused,
      summary: 'the role is on the block list, so nobody may assume it',
      evidence: { role: role.arn, granted },
    };
  },
});
