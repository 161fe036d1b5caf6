import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'assume-root-weight',
  title: 'The session is root of an account',
  family: 'sensitivity',
  why: 'Root can do everything in its account: whatever else is odd counts the most.',
  blindSpots: [
    'The task policy narrows what the session may do; only `assume-root` considers which one was used.',
  ],
  falsePositives: ['Central root management by those whose work it is.'],
  respond: ['Read the other signals: this one only says what is at stake.'],
  attack: ['T1078.004', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html'],
  on: ['AssumeRoot'],
  params: z.strictObject({ points: points(25, 'Points.') }),
  detect({ outcome, request }, _facts, params) {
    if (outcome !== 'success') return undefined;
    const account = request.targetAccountId ?? 'a member account';
    return {
      points: params.points,
      summary: `no policy in ${account} limits what its root may do`,
      evidence: { account },
    };
  },
});
