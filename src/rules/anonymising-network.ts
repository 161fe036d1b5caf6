import * as z from 'zod';
import { defineRule, points } from './define.ts';

const WORDS = { tor: 'a Tor exit', vpn: 'an anonymous VPN', proxy: 'an open proxy' } as const;

export default defineRule({
  id: 'anonymising-network',
  title: 'The call came through Tor, an anonymous VPN or an open proxy',
  family: 'reputation',
  why: 'Employees connect to AWS directly; whoever hides their location has a reason.',
  blindSpots: [
    'Silent until `lists:` or an Anonymous-IP database is configured.',
    'Residential proxies look like homes, and half of the exits are at ordinary hosting providers.',
  ],
  falsePositives: [
    'A privacy-minded colleague on a personal VPN.',
    'A company VPN that a list counts among the anonymous ones: name it under organisation.networks.',
  ],
  ask: 'Ask the person whether they use such a network.',
  respond: ['Rotate the credential that the call was made with, unless it was them.'],
  attack: ['T1090.003', 'T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1090/003/'],
  on: 'any',
  params: z.strictObject({ points: points(20, 'Points.') }),
  detect({ origin }, _facts, { points }) {
    if (origin.kind !== 'ip' || origin.own !== undefined) return undefined;
    const { anonymiser, anonymisersKnown } = origin.reputation;
    if (!anonymisersKnown) return { unknown: 'list' };
    if (anonymiser === undefined) return undefined;
    return {
      points,
      summary: `the address is ${WORDS[anonymiser]}`,
      evidence: { ip: origin.ip, anonymiser },
    };
  },
});
