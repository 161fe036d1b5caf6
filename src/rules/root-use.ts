import * as z from 'zod';
import { serviceBehind } from '../core/event/by-aws.ts';
import { defineRule, points } from './define.ts';

const ISSUES: ReadonlySet<string> = new Set([
  'GetSessionToken',
  'GetFederationToken',
  'ConsoleLogin',
  'AssumeRole',
  'AssumeRoot',
  'CreateOAuth2Token',
]);

export default defineRule({
  id: 'root-use',
  title: 'The root user was used',
  family: 'misuse',
  why: 'Root can do everything and IAM policies do not restrain it; almost nothing needs it.',
  blindSpots: ['Sign-in and STS events only: other calls by root are not read.'],
  falsePositives: ['One of the few tasks that need root: expect the alert, and note the ticket.'],
  ask: 'Ask the owner of the root mailbox whether it was them.',
  respond: ['Read what root did since: almost nothing needs it.'],
  attack: ['T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html'],
  on: 'any',
  params: z.strictObject({
    issue: points(50, 'Points for a sign-in or for new credentials.'),
    points: points(30, 'Points for any other call, and for failed ones.'),
  }),
  detect(event, _facts, params) {
    const { actor, eventName, name, outcome } = event;
    const byAws = actor.invokedBy !== undefined && serviceBehind(event) !== undefined;
    if (actor.kind !== 'root' || byAws) return undefined;
    const issued = ISSUES.has(name) && outcome === 'success';
    return {
      points: issued ? params.issue : params.points,
      summary: actor.assumedRoot
        ? 'a root session, issued by AssumeRoot, made the call'
        : 'the root user made the call, and almost nothing needs it',
      evidence: { account: actor.accountId ?? '', event: eventName, outcome },
    };
  },
});
