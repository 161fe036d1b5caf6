import { z } from 'zod';
import { grantedRole } from '../core/who.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'policy-widened',
  title: 'The session policy that always narrowed the role is missing',
  family: 'misuse',
  why: 'A broker cuts a wide role down for every caller; who takes it without the cut has gone past the broker.',
  blindSpots: ['A policy that is wider than before, but not everything, passes for one.'],
  falsePositives: ['A broker that stopped using session policies.'],
  respond: [
    'Compare with the caller’s usual sessions.',
    'Ask the role’s owner whether it may be taken whole.',
  ],
  attack: ['T1548.005', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    points: points(30, 'Points.'),
    days: z.number().int().min(3).max(60).default(5).describe('Days with a policy before.'),
  }),
  detect(event, { role }, params) {
    const { request } = event;
    if (!grantedRole(event) || event.role === undefined || event.actor.kind === 'service') return undefined;
    if (request.sessionPolicy === 'some') return undefined;
    if (!role.covered) return { unknown: role.reason };
    const days = role.daysOf('policy', 'some');
    if (days < params.days) return undefined;
    const before = [...role.seen('policy'), ...role.onProbation('policy')];
    if (before.some((policy) => policy !== 'some')) return undefined;
    const now =
      request.sessionPolicy === 'none' ? 'without one' : 'with one that allows everything, or all of IAM';
    return {
      points: params.points,
      summary: `${event.role.name} was cut by a session policy on each of ${days} days, and now was taken ${now}`,
      evidence: { role: event.role.arn, policy: request.sessionPolicy, days },
    };
  },
});
