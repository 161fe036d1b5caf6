import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { walkOf } from '../core/facts/who.ts';
import { quoted } from '../core/text/sentence.ts';
import { wordAmong } from '../core/text/words.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'credential-validation',
  title: 'A secret scanner, or a hacking distribution with a machine’s key, tried the credentials',
  family: 'misuse',
  why: 'TruffleHog and similar tools call GetCallerIdentity with keys they found: the key lies somewhere it should not.',
  blindSpots: [
    'Scanners that do not name themselves.',
    'A thief who tries the key with an ordinary SDK.',
    'A hacking distribution with the credentials of somebody known as a person: only attack-tooling counts it.',
  ],
  falsePositives: [
    'The security team’s own scan: suppress its addresses’ actors, and rotate what it found anyway.',
    'A penetration tester with an access key that has no history yet.',
  ],
  respond: [
    'The key has leaked, whoever found it: look for where it was published.',
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
    machine: points(30, 'Points for a hacking distribution with the credentials of a machine.'),
    distributions: z
      .array(z.string().min(3))
      .default(['kali', 'parrot', 'pentoo', 'blackarch'])
      .describe('Words of a user agent, lower-case: machines run none of these.'),
  }),
  detect(event, facts, params) {
    const { client, actor } = event;
    const found = wordAmong(params.words, client.text);
    if (found === undefined) {
      const system = wordAmong(params.distributions, client.text);
      if (system === undefined || !isMachine(event, facts)) return undefined;
      return onAttackersSystem(event, system, params.machine);
    }
    return {
      points: params.points,
      summary: `the secret scanner ${quoted(found)} tried ${actor.accessKeyId ?? 'the credentials'}, which ${actor.accessKeyId === undefined ? 'have' : 'has'} leaked`,
      evidence: { word: found, accessKeyId: actor.accessKeyId ?? '' },
    };
  },
});

function isMachine(event: StsEvent, facts: Facts): boolean {
  const walk = walkOf(event, facts);
  return walk === 'machine' || walk === 'pipeline';
}

/** For a machine's credentials: its code runs on a server's system, so somebody has taken them along. */
function onAttackersSystem({ actor }: StsEvent, system: string, points: number) {
  return {
    points,
    summary: `a machine’s credentials were used on ${quoted(system)}, a hacking distribution`,
    evidence: { word: system, accessKeyId: actor.accessKeyId ?? '' },
  };
}
