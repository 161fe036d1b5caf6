import * as z from 'zod';
import type { Actor } from '../core/event/actor.ts';
import type { Facts } from '../core/facts/facts.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { rootTask } from '../core/history/values.ts';
import { everSeen } from '../core/history/view.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'assume-root',
  title: 'Root of a member account was assumed',
  family: 'misuse',
  why: 'AssumeRoot gives fifteen minutes as root of any member account: rare, powerful, and easy to overlook.',
  blindSpots: [
    'What the session does in the member account is not analysed.',
    'When refused: which account was requested.',
  ],
  falsePositives: [
    'Central root management by the platform team. What alerts is never learned automatically: `rolewarden baseline accept` the finding, once for each account, and for each task that is new to the actor.',
  ],
  ask: 'Ask whoever runs central root management whether the task is theirs.',
  respond: ['Read the member account’s trail for the fifteen minutes after it.'],
  attack: ['T1078.004', 'T1548.005'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html'],
  on: ['AssumeRoot'],
  params: z.strictObject({
    points: points(75, 'Points.'),
    known: points(
      20,
      'Points if the actor has done such a task, and been root of that account, for days; or it was accepted.',
    ),
    refused: points(40, 'Points if it was refused to somebody who was never seen to do it.'),
  }),
  detect({ actor, outcome, request }, facts, params) {
    if (outcome === 'denied') return refusal(actor, facts, params.refused);
    if (outcome !== 'success') return undefined;
    const account = request.targetAccountId ?? 'a member account';
    const { taskPolicy: task } = request;
    const isDone = task === undefined || facts.actor.knows('role', rootTask(task));
    const known = isDone && facts.actor.knows('role', `root/${account}`);
    return {
      points: known ? params.known : params.points,
      summary: `being root of that account${task === undefined ? '' : `, for ${quoted(task, 64)},`} is ${known ? 'usual' : 'not usual'} for this caller`,
      evidence: { account, ...(task !== undefined && { task }), usual: known },
    };
  },
});

/** For a refused call, unless the actor has become root of some account before: nobody asks to be root by accident. */
function refusal({ key }: Actor, { actor }: Facts, points: number): Verdict {
  const taken = everSeen(actor, 'role');
  if (taken.some((role) => role.startsWith('root/'))) return undefined;
  return {
    points,
    summary: 'this caller was never seen to become root of a member account',
    evidence: { caller: key },
  };
}
