import * as z from 'zod';
import { VALUE_CAP } from '../core/history/habit.ts';
import { quoted } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'outbound-token',
  title: 'The actor got a token for an outside service that it never had one for',
  family: 'misuse',
  why: 'GetWebIdentityToken proves to other clouds and services who calls. A thief with a role’s session gets in there as the role, where no CloudTrail sees it.',
  blindSpots: [
    'What the token is used for: only the other service logs that.',
    'An audience that the actor gets tokens for every day: the thief’s token is one more.',
  ],
  falsePositives: ['A workload’s first day with another service, or with tokens instead of a stored secret.'],
  ask: 'Ask the caller’s owner whether something of theirs needs tokens for that service.',
  respond: [
    'Ask the service that the audience names what was done with the token; its id is in the record (`webIdentityTokenId`), and in the token as `jti`.',
    'The token cannot be taken back, and lives up to an hour: block the subject (the role’s ARN) at that service.',
  ],
  attack: ['T1550.001', 'T1199'],
  references: [
    'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html',
    'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html',
  ],
  on: ['GetWebIdentityToken'],
  params: z.strictObject({
    points: points(25, 'Points for an actor with history.'),
  }),
  detect({ actor, outcome, request }, { actor: history }, params) {
    if (outcome !== 'success' || actor.kind === 'service') return undefined;
    const asked = request.audiences.filter((audience) => !history.saw('audience', audience));
    const [first] = asked;
    if (first === undefined) return undefined;
    if (!history.covered) return { unknown: history.reason };
    const before = history.seen('audience').length;
    if (before >= VALUE_CAP) return { unknown: 'habit' };
    return {
      points: params.points,
      summary: `the caller’s first token for ${before === 0 ? 'an outside service, ' : ''}${quoted(first)}`,
      evidence: { audiences: asked.join(' '), knownAudiences: before },
    };
  },
});
