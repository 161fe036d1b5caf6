import * as z from 'zod';
import { quoted } from '../core/text/sentence.ts';
import { wordAmong } from '../core/text/words.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'attack-tooling',
  title: 'The client names a hacking distribution or an audit tool',
  family: 'reputation',
  why: 'SDKs put the operating system into the user agent; Kali, Parrot and Pentoo are attack distributions.',
  blindSpots: [
    'One environment variable hides it.',
    'The caller controls the user agent: only the careless are caught.',
  ],
  falsePositives: [
    'An authorised penetration test: suppress it with an end date.',
    'An auditor who runs such a tool on purpose.',
  ],
  ask: 'Ask the security team whether a test is on.',
  respond: ['Look at what else was done with the tool.'],
  attack: ['T1078.004', 'T1580'],
  references: ['https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-iam.html'],
  on: 'any',
  params: z.strictObject({
    points: points(20, 'Points.'),
    words: z
      .array(z.string().min(3))
      .default(['kali', 'parrot', 'pentoo', 'blackarch', 'prowler', 'scoutsuite', 'steampipe', 'cartography'])
      .describe('Words of a user agent, lower-case.'),
  }),
  detect({ client }, _facts, params) {
    const found = wordAmong(params.words, client.text);
    if (found === undefined) return undefined;
    return {
      points: params.points,
      summary: `the client calls itself ${quoted(found)}, a hacking distribution or an audit tool`,
      evidence: { word: found, userAgent: client.text ?? '' },
    };
  },
});
