import * as z from 'zod';
import { grantedRole } from '../core/facts/who.ts';
import { everSeen } from '../core/history/view.ts';
import { defineRule, points } from './define.ts';

const NOW = {
  none: 'none',
  broad: 'one that allows whole services',
  admin: 'one that allows everything, or to give oneself everything',
} as const;

export default defineRule({
  id: 'policy-widened',
  title: 'The usual session policy is missing, or no longer narrows',
  family: 'misuse',
  why: 'A broker narrows a wide role for every caller; whoever assumes it without that policy has bypassed the broker.',
  blindSpots: [
    'A policy that is wider than before, but neither broad nor full, is not noticed.',
    'A role that was ever assumed without a policy or with a wide one: also yesterday, by the thief.',
  ],
  falsePositives: [
    'A broker that stopped using session policies.',
    'A policy that only lets its holder give rights under a condition, as one on iam:PermissionsBoundary: conditions are not read.',
  ],
  ask: 'Ask the role’s owner whether it may be assumed without the policy.',
  respond: ['Compare with the caller’s usual sessions.'],
  attack: ['T1548.005', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity', 'GetFederationToken'],
  params: z.strictObject({
    points: points(30, 'Points.'),
    days: z.number().int().min(3).max(60).default(5).describe('Days with a policy before.'),
  }),
  detect(event, facts, params) {
    const { actor, role, request } = event;
    const federated = event.name === 'GetFederationToken' && event.outcome === 'success';
    if (!federated && (!grantedRole(event) || role === undefined || actor.kind === 'service'))
      return undefined;
    const { sessionPolicy: policy } = request;
    // a federation token without a policy allows nothing
    if (policy === 'some' || (federated && policy === 'none')) return undefined;
    const view = federated ? facts.actor : facts.role;
    if (!view.covered) return { unknown: view.reason };
    const days = view.daysOf('policy', 'some');
    if (days < params.days) return undefined;
    const before = everSeen(view, 'policy');
    if (before.some((one) => one !== 'some')) return undefined;
    const [what, did] = federated
      ? ['the caller’s federation token', 'has']
      : ['the role', 'was assumed with'];
    return {
      points: params.points,
      summary: `${what} was narrowed by a session policy on each of ${days} days, and now ${did} ${NOW[policy]}`,
      evidence: { role: role?.arn ?? '', policy, days },
    };
  },
});
