import { z } from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import type { StsEvent } from '../core/event/event.ts';
import type { Facts } from '../core/facts/facts.ts';
import { type IsHabit, roleHabit } from '../core/facts/role-habit.ts';
import { strangePlace } from '../core/facts/strange-place.ts';
import { grantedRole } from '../core/facts/who.ts';
import { roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { MINUTE } from '../core/time/days.ts';
import { defineRule, points } from './define.ts';

/** Roles with full rights that AWS Organizations and Control Tower put into every member account. */
const ORGANISATION_ROLES = /^(?:OrganizationAccountAccessRole|AWSControlTowerExecution)$/;

export default defineRule({
  id: 'fan-out',
  title: 'Roles in many accounts within minutes, or an organisation’s administrator role for the first time',
  family: 'misuse',
  why: 'From one management or audit account a thief reaches every account within minutes, in one loop.',
  blindSpots: [
    'One account at a time, hours apart.',
    'Calls that AWS makes on somebody’s behalf: Control Tower, StackSets. Their own events say who started those.',
    'From a place that the organisation knows it is only a contribution.',
    'A thief in AWS with the credentials of a function or a hosted pipeline, whose AWS address changes with every run.',
    'An outsider with an external id, in roles that nobody else assumes, is only a contribution: so begins every vendor.',
    'An actor that has assumed 64 roles is judged by role names: its usual role in an account new to it counts for nothing.',
  ],
  falsePositives: [
    'A new audit or cost tool on its first day.',
    'A roll-out by the platform team.',
    'A machine at a new address that takes a role it never had, minutes after another one with the same role did so in many accounts: grants count for all sessions of a role.',
  ],
  respond: [
    'Find out who the first actor is: the lineage says.',
    'If it was not them, end the session at the root of the chain first, then those in each account.',
  ],
  attack: ['T1078.004', 'T1199', 'T1580'],
  references: ['https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html'],
  on: ['AssumeRole'],
  params: z.strictObject({
    many: points(90, 'Points for `manyAccounts` accounts from a strange place.'),
    some: points(60, 'Points for `someAccounts`, or a first organisation role, from a strange place.'),
    knownPlace: points(25, 'Points for accounts from a place that the actor or the organisation knows.'),
    knownFirst: points(15, 'Points for a single first organisation role from such a place.'),
    vendor: points(15, 'Points for an outsider with an external id, if nobody else ever assumed the role.'),
    someAccounts: z.number().int().min(2).default(4).describe('Accounts whose role the actor did not know.'),
    manyAccounts: z.number().int().min(2).default(8).describe('Accounts whose role the actor did not know.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(10).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    const isHabit = roleHabit(facts);
    if (isHabit(roleValue(role))) return undefined;
    const accounts = freshAccounts(facts, params.windowMinutes * MINUTE, isHabit);
    const wide = accounts.length >= params.someAccounts;
    if (!wide && !ORGANISATION_ROLES.test(role.name)) return undefined;
    const place = strangePlace(event, facts);
    if (place === 'unknown') return { unknown: facts.actor.reason };
    const strange = accounts.length >= params.manyAccounts ? params.many : params.some;
    const known = wide ? params.knownPlace : params.knownFirst;
    const what = wide
      ? `roles in ${accounts.length} accounts within ${params.windowMinutes} minutes`
      : `${role.name} of account ${role.accountId} for the first time`;
    return {
      points: wide && isVendor(event, facts) ? params.vendor : place === 'strange' ? strange : known,
      summary: `${actor.name} assumed ${what}, from a ${place} place`,
      evidence: { role: role.arn, accounts: listed(accounts, 20), place },
    };
  },
});

/** Whether the caller looks like a vendor that gets a role of its own in each account, all on one day. */
function isVendor({ actor, request }: StsEvent, { organisation, role, settings }: Facts): boolean {
  const { accountId, kind } = actor;
  if (kind !== 'account' || accountId === undefined) return false;
  if (settings.account(accountId) === 'own' || organisation.owns(accountId)) return false;
  return (
    request.externalIdHash !== undefined &&
    role.seen('caller-kind').every((caller) => caller === 'account') &&
    role.seen('external-id').every((id) => id.startsWith(`${accountId}|`))
  );
}

/** Accounts of the roles that were taken within the window and are no habit of the actor. */
function freshAccounts({ marks }: Facts, window: number, isHabit: IsHabit): readonly string[] {
  const taken = marks('issue', window).map(({ value }) => value.split('|')[1] ?? '');
  return [
    ...new Set(
      taken.filter((role) => role.includes('/') && !isHabit(role)).map((role) => role.split('/')[0] ?? ''),
    ),
  ];
}
