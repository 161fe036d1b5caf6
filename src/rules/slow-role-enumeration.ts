import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { refusedAccounts, refusedNames, refusedToSession } from '../core/facts/refused.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { HOUR } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

/** From so many refusals in its short window on, `role-enumeration` reports them. */
const BURST = 5;

export default defineRule({
  id: 'slow-role-enumeration',
  title: 'Many different roles, or an administrator’s in many accounts, were denied over a day',
  family: 'misuse',
  why: 'Whoever knows about thresholds tries one role an hour; legitimate work requests the same few.',
  blindSpots: [
    'Fewer than six names, or eight accounts, a day; roles other than an administrator’s in many accounts.',
    'A refusal names its role only in errorMessage, which AWS cuts at 1 KB.',
    'A role granted to another session than those that were refused scores `byOthers`.',
  ],
  falsePositives: ['Somebody who sets up a new tool, and fails.'],
  ask: 'Ask the owner whether they are trying out roles.',
  respond: ['Check whether an attempt succeeded, and end that session if nobody owns it.'],
  attack: ['T1580', 'T1087.004'],
  references: ['https://attack.mitre.org/techniques/T1087/004/'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: z.strictObject({
    some: points(40, 'Points for `someNames` names.'),
    many: points(60, 'Points for `manyNames` names.'),
    byOthers: points(
      20,
      'Most points for a session that gets a role where other sessions of its role were refused.',
    ),
    someNames: z.number().int().min(2).default(6).describe('Different role names.'),
    manyNames: z.number().int().min(2).default(12).describe('Different role names.'),
    accounts: points(40, 'Points for an administrator’s role refused in `someAccounts` accounts.'),
    someAccounts: z.number().int().min(2).default(8).describe('Accounts that refused a role of one name.'),
    windowHours: z.number().int().min(1).max(24).default(24).describe('Hours looked back.'),
  }),
  detect(event, facts, params): Verdict {
    if (event.actor.kind === 'service' || !tries(event, facts)) return undefined;
    const { windowHours } = params;
    const names = refusedNames(facts, windowHours * HOUR);
    if (names.length >= params.someNames) {
      if (refusedNames(facts).length >= BURST) return undefined;
      return {
        points: worth(names, refusedToSession(event, facts, windowHours * HOUR), params),
        summary: `${names.length} different roles denied within ${windowHours} h (${listed(names)})`,
        evidence: { names: names.length, windowHours, roles: listed(names, 20) },
      };
    }
    const { role } = event;
    if (role === undefined || facts.settings.role(role).sensitivity !== 'admin') return undefined;
    const accounts = refusedAccounts(event, facts, windowHours * HOUR);
    if (accounts.length < params.someAccounts || refusedAccounts(event, facts).length >= BURST)
      return undefined;
    return {
      points: params.accounts,
      summary: `${role.name} denied in ${accounts.length} accounts within ${windowHours} h (${listed(accounts)})`,
      evidence: { role: role.name, windowHours, accounts: listed(accounts, 20) },
    };
  },
});

/** The points for what the caller itself was refused; at least those for what others of its kind were. */
function worth(
  all: readonly string[],
  own: readonly string[],
  params: Readonly<Record<'some' | 'many' | 'byOthers' | 'someNames' | 'manyNames', number>>,
): number {
  const pointsOf = ({ length }: readonly string[]) => {
    if (length < params.someNames) return 0;
    return length >= params.manyNames ? params.many : params.some;
  };
  return Math.max(pointsOf(own), Math.min(params.byOthers, pointsOf(all)));
}

/** Whether the event is judged: a refusal, or a role that the actor never had, but not the victim's daily work. */
function tries({ outcome, role }: StsEvent, { actor }: Facts): boolean {
  if (outcome === 'denied') return true;
  return outcome === 'success' && role !== undefined && !actor.saw('role', roleValue(role));
}
