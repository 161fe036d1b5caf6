import * as z from 'zod';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'federation-to-console',
  title: 'A federation token was turned into a console session',
  family: 'misuse',
  why: 'Whoever stole an access key wants the console: GetFederationToken and a sign-in link need neither password nor MFA.',
  blindSpots: [
    'A link that is opened more than a day after the token was issued: a token lives for a day and a half at most.',
    'A user who always does it, as a home-made broker does.',
  ],
  falsePositives: ['A new federation broker.', 'Somebody who tries out a tool that opens the console.'],
  ask: 'Ask whoever holds the user’s access key whether they opened the console with it.',
  respond: [
    'Deny the user’s sessions by aws:TokenIssueTime: deactivating the key does not end the console session.',
    'Read what the console session did.',
  ],
  attack: ['T1550.001', 'T1538', 'T1098.001'],
  references: [
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_enable-console-custom-url.html',
    'https://attack.mitre.org/techniques/T1538/',
  ],
  on: ['GetSigninToken', 'ConsoleLogin'],
  params: z.strictObject({
    points: points(70, 'Points for the first time.'),
    uncovered: points(30, 'Points while neither the user nor the organisation has a history.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(1_440).describe('Minutes since the token.'),
  }),
  detect({ actor, eventName, outcome, time }, facts, params) {
    const federated = (actor.kind === 'user' || actor.kind === 'root') && actor.sessionName !== undefined;
    if (outcome !== 'success' || !federated) return undefined;
    if (facts.actor.saw('issues', 'GetSigninToken')) return undefined;
    const issued = facts
      .marks('issue', params.windowMinutes * MINUTE)
      .findLast((mark) => mark.value.startsWith('GetFederationToken|') && mark.time <= time);
    if (issued === undefined) return undefined;
    const covered = facts.actor.covered || facts.organisation.covered;
    const minutes = Math.round((time - issued.time) / MINUTE);
    return {
      points: covered ? params.points : params.uncovered,
      summary: `a federation token, issued ${minutes} min before, was turned into a console session`,
      evidence: { event: eventName, user: actor.name, session: actor.sessionName ?? '', minutes },
    };
  },
});
