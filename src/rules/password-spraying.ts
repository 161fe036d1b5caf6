import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

export default defineRule({
  id: 'password-spraying',
  title: 'One address failed to sign in as many different users',
  family: 'misuse',
  why: 'One common password tried on every name finds the user who has it, and no account is locked.',
  blindSpots: [
    'A different address for each attempt.',
    'User names that do not exist: AWS hides them, and all of them count as one.',
  ],
  falsePositives: ['A large office behind one address on the morning after a password change.'],
  respond: [
    'Check whether one of the attempts succeeded: that user’s password is known.',
    'Reset it and end the sessions; block the address at the identity provider.',
  ],
  attack: ['T1110.003', 'T1078.004'],
  references: ['https://attack.mitre.org/techniques/T1110/003/'],
  on: ['ConsoleLogin', 'UserAuthentication', 'CredentialVerification'],
  params: z.strictObject({
    in: points(90, 'Points for the success from that address.'),
    usual: points(30, 'Points for the success, if that user is usually in that network.'),
    many: points(70, 'Points for `manyNames` names.'),
    some: points(45, 'Points for `someNames` names.'),
    someNames: z.number().int().min(2).max(60).default(5).describe('Different users.'),
    manyNames: z.number().int().min(2).max(60).default(10).describe('Different users.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(60).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    const { outcome, time, origin } = event;
    if (origin.kind !== 'ip' || outcome === 'error') return undefined;
    const marks = facts.marks('fail', params.windowMinutes * MINUTE, 'address');
    const names = [...new Set(marks.filter((mark) => mark.time <= time).map(({ value }) => value))];
    if (names.length < params.someNames) return undefined;
    const tried = `sign-ins of ${names.length} users from this address failed within ${params.windowMinutes} minutes`;
    const evidence = { ip: origin.ip, users: names.length, names: listed(names, 10) };
    if (outcome === 'denied') {
      const given = names.length >= params.manyNames ? params.many : params.some;
      return { points: given, summary: tried, evidence };
    }
    const usual = isUsual(event, facts);
    return {
      points: usual ? params.usual : params.in,
      summary: `${tried}, and this one succeeded`,
      evidence: { ...evidence, usualNetwork: usual },
    };
  },
});

/** Whether the user is known in the network: in an office, the failed sign-ins of others say nothing of this user. */
function isUsual({ origin }: StsEvent, { actor }: Facts): boolean {
  if (origin.kind !== 'ip' || origin.network === undefined) return false;
  return actor.knows(origin.network.dimension, origin.network.key);
}
