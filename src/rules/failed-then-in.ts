import * as z from 'zod';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'failed-then-in',
  title: 'A successful sign-in after many failed ones',
  family: 'misuse',
  why: 'Password guessing looks like this: failed, failed, failed, success.',
  blindSpots: [
    'Guesses spread over hours or over many users: see password-spraying.',
    'A user with a path in the ARN: AWS leaves the ARN out of the failure event, so the two cannot be matched.',
    'Passwords checked by an outside identity provider.',
  ],
  falsePositives: ['A forgotten password, found again.', 'A password manager with the old password.'],
  ask: 'Ask the person whether the failed attempts were theirs.',
  respond: ['If they were not, reset the password, end the sessions and look at what the sign-in did.'],
  attack: ['T1110.001', 'T1078.004'],
  references: [
    'https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html',
    'https://attack.mitre.org/techniques/T1110/001/',
  ],
  on: ['ConsoleLogin', 'UserAuthentication', 'CredentialVerification'],
  params: z.strictObject({
    points: points(45, 'Points.'),
    refused: z.number().int().min(2).max(60).default(5).describe('Failed sign-ins of the same user.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(15).describe('Minutes.'),
  }),
  detect({ actor, outcome, time }, facts, params) {
    if (outcome !== 'success') return undefined;
    const refused = facts
      .marks('fail', params.windowMinutes * MINUTE)
      .filter((mark) => mark.time <= time).length;
    if (refused < params.refused) return undefined;
    return {
      points: params.points,
      summary: `${refused} sign-ins of this user failed within ${params.windowMinutes} minutes before`,
      evidence: { user: actor.name, refused, windowMinutes: params.windowMinutes },
    };
  },
});
