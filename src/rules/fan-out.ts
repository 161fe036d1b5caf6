import { z } from 'zod';
import { isMadeByAws } from '../core/by-aws.ts';
import type { StsEvent } from '../core/event.ts';
import type { Facts, OrganisationView } from '../core/facts.ts';
import { SEEN, VALUE_CAP } from '../core/habit.ts';
import type { Network } from '../core/origin.ts';
import { roleValue } from '../core/values.ts';
import type { OwnerView } from '../core/view.ts';
import { grantedRole, listed } from '../core/who.ts';
import { defineRule, points } from './define.ts';

const MINUTE = 60_000;
/** Addresses of a source that may be a fixed one: `new-address-of-fixed-source`. */
const FIXED = 16;
/** Roles with full rights that AWS Organizations and Control Tower put into every member account. */
const ORGANISATION_ROLES = /^(?:OrganizationAccountAccessRole|AWSControlTowerExecution)$/;

export default defineRule({
  id: 'fan-out',
  title: 'Roles in many accounts within minutes, or an organisation’s administrator role for the first time',
  family: 'misuse',
  why: 'From one management or audit account a thief reaches every account: minutes, one loop.',
  blindSpots: [
    'An account at a time, hours apart.',
    'What AWS itself calls for somebody: Control Tower, StackSets. Who started those is in their own events.',
    'From a place that the organisation knows it is only a contribution.',
    'A thief in AWS with the credentials of a function or a hosted pipeline that has another AWS address in every run.',
    'An actor that has taken 64 roles is asked by the roles’ names: its usual one in an account that it never had says nothing.',
  ],
  falsePositives: ['A new audit or cost tool on its first day.', 'A roll-out by the platform team.'],
  respond: [
    'Find out who the first actor is: the lineage says.',
    'If it is not theirs, end the session at the root of the chain first, then in each account.',
  ],
  attack: ['T1078.004', 'T1199', 'T1580'],
  references: ['https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html'],
  on: ['AssumeRole'],
  params: z.strictObject({
    many: points(90, 'Points for `manyAccounts` accounts from a strange place.'),
    some: points(60, 'Points for `someAccounts`, or a first organisation role, from a strange place.'),
    knownPlace: points(25, 'Points for accounts from a place that the actor or the organisation knows.'),
    knownFirst: points(15, 'Points for a single first organisation role from such a place.'),
    someAccounts: z.number().int().min(2).default(4).describe('Accounts whose role the actor did not know.'),
    manyAccounts: z.number().int().min(2).default(8).describe('Accounts whose role the actor did not know.'),
    windowMinutes: z.number().int().min(1).max(1_440).default(10).describe('Minutes.'),
  }),
  detect(event, facts, params) {
    const { actor, role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    const isHabit = habitOf(facts);
    if (isHabit(roleValue(role))) return undefined;
    const accounts = freshAccounts(facts, params.windowMinutes * MINUTE, isHabit);
    const wide = accounts.length >= params.someAccounts;
    if (!wide && !ORGANISATION_ROLES.test(role.name)) return undefined;
    const place = placeOf(event, facts);
    if (place === 'unknown') return { unknown: facts.actor.reason };
    const strange = accounts.length >= params.manyAccounts ? params.many : params.some;
    const known = wide ? params.knownPlace : params.knownFirst;
    const what = wide
      ? `roles in ${accounts.length} accounts within ${params.windowMinutes} minutes`
      : `${role.name} of account ${role.accountId} for the first time`;
    return {
      points: place === 'strange' ? strange : known,
      summary: `${actor.name} took ${what}, from a ${place} place`,
      evidence: { role: role.arn, accounts: listed(accounts, 20), place },
    };
  },
});

type IsHabit = (role: string) => boolean;

/** A history that is full holds no more roles: who takes so many takes those of a name, in whatever account. */
function habitOf({ actor }: Facts): IsHabit {
  const taken = new Set(actor.seen('role'));
  if (taken.size < VALUE_CAP) return (role) => taken.has(role);
  const names = new Set([...taken].map(nameOf));
  return (role) => names.has(nameOf(role));
}

const nameOf = (role: string) => role.slice(role.indexOf('/') + 1);

/** Accounts of the roles taken within the window that were no habit of the actor. */
function freshAccounts({ marks }: Facts, window: number, isHabit: IsHabit): readonly string[] {
  const taken = marks('issue', window).map(({ value }) => value.split('|')[1] ?? '');
  return [
    ...new Set(
      taken.filter((role) => role.includes('/') && !isHabit(role)).map((role) => role.split('/')[0] ?? ''),
    ),
  ];
}

/**
 * Inside AWS the neighbours are attackers too: there the exact address counts, unless the actor's never repeat (ADR 0038).
 * In other clouds the network does: hosted runners, which go on into many accounts, have another address in every run.
 */
function placeOf(event: StsEvent, { actor, organisation }: Facts): 'known' | 'strange' | 'unknown' {
  const { origin } = event;
  if (!actor.covered && !organisation.covered) return 'unknown';
  if (origin.kind !== 'ip') return origin.kind === 'other' ? 'unknown' : 'known';
  const { network, own, ip } = origin;
  if (own !== undefined) return 'known';
  if (network === undefined) return 'unknown';
  const known =
    network.provider === 'aws'
      ? actor.saw('address', ip) || organisation.used('address', ip) || roams(event, actor, network)
      : actor.saw(network.dimension, network.key) || isShared(network, event, organisation);
  return known ? 'known' : 'strange';
}

/**
 * A machine that is known in this network, and none of its addresses is known; of many, which a pool deals out again, none
 * was there on more than a quarter of its days. A thief's addresses make no such machine of one with an address of its own.
 */
function roams({ actor: { kind } }: StsEvent, actor: OwnerView, { dimension, key }: Network): boolean {
  if (kind !== 'role' && kind !== 'user' && kind !== 'account') return false;
  if (!actor.covered || !actor.knows(dimension, key)) return false;
  const known = actor.known('address');
  if (known.length === 0) return true;
  const most = actor.daysOf(dimension, key) / 4;
  const many = actor.seen('address').length > FIXED;
  return many && known.every((address) => actor.daysOf('address', address) <= most);
}

function isShared({ key, kind }: Network, { actor }: StsEvent, organisation: OrganisationView): boolean {
  if (kind !== 'cloud') return organisation.knows('network', key);
  const others = organisation.holders('network', key).filter((holder) => holder !== actor.key);
  return others.length >= 2 && organisation.view('network', key).knows('seen', SEEN);
}
