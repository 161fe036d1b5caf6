import * as z from 'zod';
import { isMadeByAws } from '../core/event/by-aws.ts';
import type { RoleRef, StsEvent } from '../core/event/event.ts';
import { isOrganisationRole } from '../core/event/role-names.ts';
import { accountRound, WIDE } from '../core/facts/account-round.ts';
import type { Facts } from '../core/facts/facts.ts';
import { isNewTool } from '../core/facts/new-tool.ts';
import { isVendor } from '../core/facts/outsiders.ts';
import { roleHabit } from '../core/facts/role-habit.ts';
import { type Familiarity, strangePlace } from '../core/facts/strange-place.ts';
import { grantedRole, isJudgedAtHome } from '../core/facts/who.ts';
import type { Verdict } from '../core/finding/finding.ts';
import { roleValue } from '../core/history/values.ts';
import { listed } from '../core/text/sentence.ts';
import { defineRule, points } from './define.ts';

const PARAMS = z.strictObject({
  many: points(90, 'Points for `manyAccounts` accounts from a strange place.'),
  some: points(
    60,
    'Points for `someAccounts`, for `slowAccounts`, or a first organisation role, from a strange place.',
  ),
  knownPlace: points(25, 'Points for accounts from a place that the actor or the organisation knows.'),
  knownFirst: points(15, 'Points for a single first organisation role from such a place.'),
  byOthers: points(
    15,
    'Points for a role from a strange place, if other sessions of the same role took roles in `someAccounts`.',
  ),
  vendor: points(
    15,
    'Points for an outsider with an external id, if nobody else ever assumed the role, or it is trusted and only outsiders did.',
  ),
  newTool: points(
    25,
    'Points for code of yours in AWS without history, from a strange place, in roles that nobody else ever assumed and that are not an administrator’s.',
  ),
  someAccounts: z
    .number()
    .int()
    .min(2)
    .default(WIDE.accounts)
    .describe('Accounts whose role the actor did not know.'),
  manyAccounts: z.number().int().min(2).default(8).describe('Accounts whose role the actor did not know.'),
  windowMinutes: z.number().int().min(1).max(1_440).default(WIDE.minutes).describe('Minutes.'),
  slowAccounts: z
    .number()
    .int()
    .min(2)
    .default(8)
    .describe('Accounts in `slowHours`, from one address in a strange place, by an actor with history.'),
  slowHours: z.number().int().min(1).max(24).default(24).describe('Hours looked back.'),
});
type Params = z.infer<typeof PARAMS>;

export default defineRule({
  id: 'fan-out',
  title:
    'Roles in many accounts within minutes or a day, or an organisation’s administrator role for the first time',
  family: 'misuse',
  why: 'From one management or audit account a thief reaches every account within minutes, in one loop.',
  blindSpots: [
    'Fewer than four accounts in ten minutes, and than eight in a day from one address; from a known place, or by an actor without history, any number of them slowly.',
    'A place where the thief has been for a week, on three days at least, or on the day before with credentials of three others: one call that nobody is refused is enough.',
    'What a thief has AWS’s MCP server do: the server’s name stands in place of the address.',
    'An outsider behind a VPC endpoint of its own account, whose addresses it numbers as it likes.',
    'A thief in AWS with the credentials of a machine that has five addresses or more, and none of them on more than a quarter of its days.',
    'An actor that assumes hundreds of roles within minutes: of an actor the newest 64 count.',
    'Calls that AWS makes on somebody’s behalf: Control Tower, StackSets. Their own events say who started those.',
    'From a place that the organisation knows it is only a contribution.',
    'A call from another account of yours, in the role owner’s record: the caller’s own record is judged. It never comes once that account’s trail is stopped; the owner’s is judged again when nothing was heard of the account for three days. That the trail is stopped `attack-on-rolewarden` says, with `sessions: watch`.',
    'A thief in AWS with the credentials of a function or a hosted pipeline, whose AWS address changes with every run.',
    'A thief in a cloud (other than AWS) where pipelines of yours run, with the token of one without history, whose exchange was not odd (ADR 0038).',
    'An outsider with an external id, in roles that nobody else assumes, is only a contribution: so begins every vendor. One under organisation.trusted is, too, in roles that only outsiders assume.',
    'A function, task or instance that a thief starts with a role that had no history, or whose credentials are stolen and used in AWS, in its first week: in roles that nobody else has assumed in ninety days, and whose names say nothing of an administrator, it is only a contribution (ADR 0077).',
    'An actor that has assumed 64 roles is judged by role names: its usual role in an account new to it counts for nothing.',
    'Of sessions of one role, one at another address than the session that took roles in `someAccounts` scores `byOthers` until it has done so, too.',
  ],
  falsePositives: [
    'A new audit or cost tool in its first week, from a place where nobody of yours was before: in roles that others assume, too, in an administrator’s, or with a key of its own.',
    'The first runs of a new repository on runners in AWS, or in a cloud where none of yours has run for a week.',
    'A roll-out by the platform team, from a place where nobody of yours was before: CloudShell, say, or builds outside your VPC, which have another address each time. From a known place it is below an alert.',
    'Somebody whose desk is CloudShell every day, with a roll-out into four accounts, or eight in a day from one of its addresses: people’s addresses are no habit.',
    'Account vending, or a CI server that deploys into many accounts, in the first week after its NAT gateway got another address; an office after a change of provider, on the first day, and for a week if fewer than three others work there.',
    'A machine that takes a role it never had behind the same new NAT as a thief with its role, or minutes after one who changed session and address every few accounts.',
  ],
  ask: 'Ask the first actor, or its owner, whether they went through these accounts.',
  respond: [
    'If it was not them, end the session at the root of the chain first, then those in each account.',
  ],
  attack: ['T1078.004', 'T1199', 'T1580'],
  references: ['https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html'],
  on: ['AssumeRole'],
  params: PARAMS,
  detect(event, facts, params) {
    const { role } = event;
    if (!grantedRole(event) || role === undefined || isMadeByAws(event)) return undefined;
    if (isJudgedAtHome(event, facts)) return undefined;
    if (roleHabit(facts)(roleValue(role))) return undefined;
    const first = isOrganisationRole(role.name);
    const place = strangePlace(event, facts);
    const { accounts, all, isWide, own, within } = accountRound(event, facts, { ...params, place });
    if (!isWide && !first && all.length < params.someAccounts) return undefined;
    if (place === 'unknown') return { unknown: facts.actor.reason };
    if (!isWide && !first) return place === 'known' ? undefined : besides(role, all, params);
    const begun = isWide && !first;
    const what = isWide
      ? `roles in ${accounts.length} accounts within ${within}`
      : 'an organisation’s administrator role for the first time';
    return {
      points:
        (begun ? worthOfNew(event, facts, place, params) : undefined) ?? worth(own.length, place, params),
      summary: `${what}, from a ${place} place`,
      evidence: { role: role.arn, accounts: listed(accounts, 20), place },
    };
  },
});

/** The points of what may begin with many accounts on one day. */
function worthOfNew(event: StsEvent, facts: Facts, place: Familiarity, params: Params): number | undefined {
  if (isVendor(event, facts)) return params.vendor;
  return place === 'strange' && isNewTool(event, facts) ? params.newTool : undefined;
}

function worth(accounts: number, place: Exclude<Familiarity, 'unknown'>, params: Params): number {
  if (place === 'known') return accounts >= params.someAccounts ? params.knownPlace : params.knownFirst;
  return accounts >= params.manyAccounts ? params.many : params.some;
}

/** What is said of a role that was taken, from a strange place, beside other sessions of the same role that took many. */
function besides(
  { arn }: RoleRef,
  accounts: readonly string[],
  { byOthers, windowMinutes }: Params,
): Verdict {
  const others = `other sessions of the same role assumed roles in ${accounts.length} accounts`;
  return {
    points: byOthers,
    summary: `from a strange place, while ${others} within ${windowMinutes} minutes`,
    evidence: { role: arn, accounts: listed(accounts, 20), place: 'strange' },
  };
}
