import { z } from 'zod';
import { quoted } from '../core/sentence.ts';
import { wordAmong } from '../core/words.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'credential-validation',
  title: 'A secret scanner tried the credentials',
  family: 'misuse',
  why: 'TruffleHog and similar tools call GetCallerIdentity with keys they found: the key lies somewhere it should not.',
  blindSpots: ['Scanners that do not name themselves.', 'A thief who tries the key with an ordinary SDK.'],
  falsePositives: [
    'The security team’s own scan: suppress its addresses’ actors, and rotate what it found anyway.',
  ],
  respond: [
    'Deactivate the key: it has leaked, whoever found it.',
    'Look for where it was published.',
    'Look at what else the key did from other places.',
  ],
  attack: ['T1552.001', 'T1087.004'],
  references: [
    'https://attack.mitre.org/techniques/T1552/001/',
    'https://github.com/trufflesecurity/trufflehog',
  ],
  on: ['GetCallerIdentity', 'GetSessionToken', 'AssumeRole', 'GetFederationToken'],
  params: z.strictObject({
    points: points(70, 'Points.'),
    words: z
      .array(z.string().min(3))
      .default(['trufflehog', 'gitleaks', 'titus', 'noseyparker', 'keyhacks'])
      .describe('Words of a user agent, lower-case.'),
  }),
  detect({ client, actor }, _facts, params) {
    const found = wordAmong(params.words, client.text);
    if (found === undefined) return undefined;
    return {
      points: params.points,
      summary: `${quoted(found)} tried ${actor.accessKeyId ?? 'the credentials'} of ${actor.name}: ${actor.accessKeyId === undefined ? 'they have' : 'it has'} leaked`,
      evidence: { word: found, accessKeyId: actor.accessKeyId ?? '' },
    };
  },
});
