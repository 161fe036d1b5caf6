import * as z from 'zod';
import { takesForPeople } from '../core/event/for-people.ts';
import { isOwnCode } from '../core/facts/own-code.ts';
import { isServicesOnly } from '../core/facts/role-habit.ts';
import { grantedRole } from '../core/facts/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'service-role-by-hand',
  title: 'A role that only services assume was assumed by somebody else',
  family: 'misuse',
  why: 'The role of a function or an instance has its permissions for code; a person or key that assumes it has changed its trust policy, or found a hole in it.',
  blindSpots: [
    'Roles that services and people share, and those that IAM’s account access manager assumes for people.',
    'Roles whose service was seen for less than a week.',
    'Pods and pipelines of the organisation itself score `own`: so does a thief with a cluster or an owner of pipelines that others here have used for a week.',
  ],
  falsePositives: [
    'Debugging: somebody added themselves to the trust policy.',
    'A service that moves to a cluster or to a pipeline elsewhere, and keeps its role: below an alert by itself, once that has been used by others for a week.',
  ],
  ask: 'Ask the role’s owner whether somebody has to take it by hand.',
  respond: ['Look up who changed the trust policy last (UpdateAssumeRolePolicy).'],
  attack: ['T1078.004', 'T1548.005', 'T1098.003'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(55, 'Points.'),
    own: points(
      35,
      'Points if it was a pod of a cluster, or a pipeline of an owner, that others of the organisation have used for days.',
    ),
  }),
  detect(event, facts, params) {
    const { actor } = event;
    const { role } = facts;
    if (!grantedRole(event) || event.role === undefined || actor.kind === 'service') return undefined;
    if (!role.covered) return { unknown: role.reason };
    // once proves nothing: whoever may change the trust policy may bring it about
    if (role.known('caller').some(takesForPeople)) return undefined;
    if (!isServicesOnly(role)) return undefined;
    return {
      points: isOwnCode(event, facts) ? params.own : params.points,
      summary: `only services assumed the role before (${role.days} days)`,
      evidence: { role: event.role.arn, caller: actor.key, days: role.days },
    };
  },
});
