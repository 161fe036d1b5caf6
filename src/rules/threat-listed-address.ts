import * as z from 'zod';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'threat-listed-address',
  title: 'The call came from an address on a threat list',
  family: 'reputation',
  why: 'Addresses on threat lists were seen attacking others; a session issued to one of them is rarely an employee’s.',
  blindSpots: [
    'Silent until `lists:` names a list of kind threat.',
    'Attackers rent fresh addresses that no list holds yet.',
  ],
  falsePositives: [
    'An address that changed hands after it was listed.',
    'A shared NAT or VPN exit where another user misbehaved.',
  ],
  ask: 'Ask whether the person was on that network at that time.',
  respond: ['Look the address up in the list’s own source.'],
  attack: ['T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1078/004/'],
  on: 'any',
  params: z.strictObject({
    points: points(30, 'Points for any listing.'),
  }),
  detect({ origin }, _facts, { points }) {
    if (origin.kind !== 'ip' || origin.own !== undefined) return undefined;
    const { lists, threatsKnown } = origin.reputation;
    if (!threatsKnown) return { unknown: 'list' };
    if (lists.length === 0) return undefined;
    return {
      points,
      summary: `the address is on ${lists.length === 1 ? 'the list' : 'the lists'} ${lists.join(', ')}`,
      evidence: { ip: origin.ip, lists: lists.join(', ') },
    };
  },
});
