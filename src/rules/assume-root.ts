import { z } from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'assume-root',
  title: 'Root of a member account was assumed',
  family: 'misuse',
  why: 'AssumeRoot gives fifteen minutes as root of any member account: rare, powerful, and easy to overlook.',
  blindSpots: ['What the session does in the member account is not read.'],
  falsePositives: [
    'Central root management by the platform team. What alerts is never learned by itself: `rolewarden baseline accept` the finding, once for each account.',
  ],
  respond: [
    'Ask who runs central root management today.',
    'Look at the member account’s trail for the quarter of an hour after it.',
  ],
  attack: ['T1078.004', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html'],
  on: ['AssumeRoot'],
  params: z.strictObject({
    points: points(75, 'Points.'),
    known: points(20, 'Points if the actor has done it for days, or it was accepted.'),
  }),
  detect({ actor, outcome, request }, facts, params) {
    if (outcome !== 'success') return undefined;
    const account = request.targetAccountId ?? 'a member account';
    const known = facts.actor.knows('role', `root/${account}`);
    return {
      points: known ? params.known : params.points,
      summary: `${actor.name} became root of ${account}`,
      evidence: { account, usual: known },
    };
  },
});
