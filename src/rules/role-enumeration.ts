import * as z from 'zod';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { refusedAccounts, refusedNames, refusedToSession } from '../core/facts/refused.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  some: points(40, 'Points for `someNames` names.'),
  many: points(70, 'Points for `manyNames` names.'),
  flood: points(90, 'Points for `floodNames` names.'),
  byOthers: points(
    40,
    'Most points for a session that gets a role where other sessions of its role, or other runs of its pipeline, were refused.',
  ),
  someNames: z.number().int().min(2).default(5),
  manyNames: z.number().int().min(2).default(8),
  floodNames: z.number().int().min(2).default(15),
  someAdmin: points(40, 'Points for an administrator’s role refused in `someAccounts` accounts.'),
  manyAdmin: points(60, 'Points for an administrator’s role refused in `manyAccounts` accounts.'),
  manyOther: points(25, 'Points for another role refused in `manyAccounts` accounts.'),
  someAccounts: z.number().int().min(2).default(5).describe('Accounts that refused a role of one name.'),
  manyAccounts: z.number().int().min(2).default(15).describe('Accounts that refused a role of one name.'),
  windowMinutes: z.number().min(1).max(1_440).default(10),
});
type Params = z.infer<typeof PARAMS>;

export default defineRule({
  id: 'role-enumeration',
  title: 'Many different roles, or one in many accounts, were denied within minutes',
  family: 'misuse',
  why: 'Somebody with a stolen credential tries which roles it opens, and in which accounts; a program that is set up wrong asks for one.',
  blindSpots: [
    'Slow attempts, one an hour.',
    'A refusal names its role only in errorMessage, which AWS cuts at 1 KB.',
    'A role granted to another session than the one that was refused, or to a pipeline or pod at another address, scores `byOthers`; the refusals themselves score in full.',
    'One role in many accounts, where the actor has taken a role of that name in any account before.',
    'Names of roles that the actor has taken on an earlier day.',
  ],
  falsePositives: [
    'An audit tool that tries a list of roles.',
    'A broker of more than 64 roles, all refused at once: its history does not hold them all.',
    'A loop over all accounts under the wrong profile: below an alert by itself.',
    'A roll-out denied in many accounts is one name and counts once; it is reported from fifteen accounts on.',
    'Another machine with the same role, or another run of the pipeline, that is granted one within those minutes: it has `byOthers` points, so that a thief in one session has nobody else’s ended.',
    'A pod behind the same NAT as the one that was refused.',
  ],
  ask: 'Ask the owner whether a tool of theirs tries roles: an inventory, a scanner, a changed script.',
  respond: ['Check whether a later attempt succeeded.', 'Find out where the credential was used before.'],
  attack: ['T1580', 'T1087.004', 'T1078.004'],
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html'],
  on: ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity'],
  params: PARAMS,
  detect(event, facts, params) {
    if (event.actor.kind === 'service') return undefined;
    const { windowMinutes } = params;
    const names = refusedNames(facts, windowMinutes * MINUTE);
    const accounts = refusedAccounts(event, facts, windowMinutes * MINUTE);
    const own = refusedToSession(event, facts, windowMinutes * MINUTE);
    const byOthers = Math.min(params.byOthers, worthOfNames(names.length, params));
    const byName = Math.max(byOthers, worthOfNames(own.length, params));
    const points = Math.max(byName, worthOfAccounts(accounts.length, event, facts, params));
    if (points === 0) return undefined;
    const role = event.role?.name ?? 'a role';
    const then = event.outcome === 'success' ? `, then ${role} was granted` : '';
    const what =
      points > byName
        ? `${role} denied in ${accounts.length} accounts within ${windowMinutes} minutes (${listed(accounts)})`
        : `${names.length} different roles denied within ${windowMinutes} minutes (${listed(names)})`;
    return {
      points,
      summary: `${what}${then}`,
      evidence: {
        ...{ names: names.length, windowMinutes, roles: listed(names, 20) },
        ...(accounts.length > 1 ? { role, accounts: listed(accounts, 20) } : {}),
      },
    };
  },
});

function worthOfNames(names: number, params: Params): number {
  if (names >= params.floodNames) return params.flood;
  if (names >= params.manyNames) return params.many;
  return names >= params.someNames ? params.some : 0;
}

function worthOfAccounts(accounts: number, { role }: StsEvent, { settings }: Facts, params: Params): number {
  if (role === undefined || accounts < params.someAccounts) return 0;
  const isAdmin = settings.role(role).sensitivity === 'admin';
  if (accounts >= params.manyAccounts) return isAdmin ? params.manyAdmin : params.manyOther;
  return isAdmin ? params.someAdmin : 0;
}
