import * as z from 'zod';
import { quoted } from '../core/text/sentence.ts';
import { wordAmong } from '../core/text/words.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'offensive-framework',
  title: 'The client names an offensive framework',
  family: 'misuse',
  why: 'Pacu, Stratus Red Team and similar tools exist to attack AWS; one that names itself is a test or a careless attacker.',
  blindSpots: ['Only frameworks that leave their name in the user agent.'],
  falsePositives: ['An authorised red-team exercise: suppress it with an end date.'],
  ask: 'Ask the security team whether an exercise is on.',
  respond: ['If none is, look for sessions that it opened, and end them too.'],
  attack: ['T1078.004', 'T1548.005'],
  references: ['https://attack.mitre.org/techniques/T1078/004/', 'https://stratus-red-team.cloud/'],
  on: 'any',
  params: z.strictObject({
    points: points(70, 'Points.'),
    words: z
      .array(z.string().min(3))
      .default([
        'pacu',
        'stratus-red-team',
        'cloudfox',
        'weirdaal',
        'enumerate-iam',
        'cloudgoat',
        'nimbostratus',
        'barq',
        'skyark',
      ])
      .describe('Words of a user agent, lower-case.'),
  }),
  detect({ client }, _facts, params) {
    const found = wordAmong(params.words, client.text);
    if (found === undefined) return undefined;
    return {
      points: params.points,
      summary: `the client calls itself ${quoted(found)}, a framework for attacks`,
      evidence: { word: found, userAgent: client.text ?? '' },
    };
  },
});
