import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'session-policy-admin',
  title: 'A session policy that allows everything was passed',
  family: 'sensitivity',
  why: 'Session policies exist to narrow. One that allows everything narrows nothing, and is what attack tools pass; one that can write any principal’s policies can grant itself the rest.',
  blindSpots: [
    'Wide policies that stop short of everything: `policy-widened` and `federation-token` know broad ones.',
    'CloudTrail leaves out parameters above 100 KB.',
  ],
  falsePositives: ['Brokers that always pass a policy, whatever it says.'],
  ask: 'Ask the broker’s owner whether the policy is meant.',
  respond: ['Look at what the session did.'],
  attack: ['T1098', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session'],
  on: [
    'AssumeRole',
    'AssumeRoleWithSAML',
    'AssumeRoleWithWebIdentity',
    'GetFederationToken',
    'GetScopedCredentials',
  ],
  params: z.strictObject({ points: points(15, 'Points.') }),
  detect({ outcome, request, eventName }, _facts, { points }) {
    if (outcome !== 'success' || request.sessionPolicy !== 'admin') return undefined;
    return {
      points,
      summary: 'with a session policy that allows everything, or to give oneself everything',
      evidence: { event: eventName },
    };
  },
});
