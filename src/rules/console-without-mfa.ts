import * as z from 'zod';
import { defineRule, points } from './define.ts';

/** On so many days MFA must have been used to be a habit. */
const ENOUGH_DAYS = 5;

export default defineRule({
  id: 'console-without-mfa',
  title: 'A console sign-in without MFA',
  family: 'misuse',
  why: 'A password alone opened the console: a phished or guessed password would too.',
  blindSpots: [
    'Federated sign-ins always record MFA as No and are not judged: their MFA is the identity provider’s.',
  ],
  falsePositives: ['Accounts where MFA is not required: require it.'],
  ask: 'Ask the person whether the sign-in was theirs.',
  respond: ['Require MFA by policy, and reset the password if in doubt.'],
  attack: ['T1078.004', 'T1556.006'],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html',
  ],
  on: ['ConsoleLogin'],
  params: z.strictObject({
    points: points(25, 'Points.'),
    dropped: points(45, 'Points for somebody who always used it.'),
  }),
  detect({ actor, outcome, signInMfa }, facts, params) {
    if (outcome !== 'success' || signInMfa !== false || actor.federated) return undefined;
    if (actor.kind !== 'user' && actor.kind !== 'root') return undefined;
    const always =
      facts.actor.covered && facts.actor.daysOf('mfa', 'yes') >= ENOUGH_DAYS && !facts.actor.saw('mfa', 'no');
    return always
      ? {
          points: params.dropped,
          summary: 'this user always used MFA before, and now did not',
          evidence: { user: actor.name, always },
        }
      : {
          points: params.points,
          summary: 'the password alone was enough, without MFA',
          evidence: { user: actor.name, always },
        };
  },
});
