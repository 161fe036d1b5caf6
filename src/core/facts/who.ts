import type { StsEvent } from '../event/event.ts';
import { UNPERMITTED, UNVERIFIED } from '../event/refusals.ts';
import type { OwnerView } from '../history/view.ts';
import { isCustomer } from './customer.ts';
import type { Facts } from './facts.ts';

/**
 * What kind of behaviour is expected of an actor: people roam and sleep, machines and pipelines do not. `customer`: a
 * user of an app, of whom nothing is expected. `copy`: the record does not say whose call it is (`isOwnersCopy`).
 */
export type Walk = 'person' | 'machine' | 'pipeline' | 'service' | 'customer' | 'copy';

/**
 * People, and IAM users whose known clients or MFA show a human; pipelines and workloads by what AWS says of
 * them; everything else is a machine. Of the event itself only MFA counts, which AWS says: its user agent is written
 * by the caller, and a thief would be whoever is judged mildest.
 */
export function walkOf(event: StsEvent, facts: Facts): Walk {
  const { actor, signInMfa } = event;
  if (actor.kind === 'service') return 'service';
  if (isOwnersCopy(event, facts)) return 'copy';
  if (isCustomer(actor)) return 'customer';
  if (actor.workload === 'pipeline') return 'pipeline';
  if (actor.workload !== undefined) return 'machine';
  if (actor.kind === 'person' || actor.kind === 'root') return 'person';
  if (actor.kind !== 'user') return 'machine';
  const human =
    actor.mfa === true ||
    signInMfa === true ||
    hasScreen(facts.actor) ||
    hasDesk(facts.actor) ||
    facts.actor.saw('mfa', 'yes');
  return human ? 'person' : 'machine';
}

/**
 * The role owner's record of a call from another account of ours. It gives a principal's id, which all people of a
 * permission set share: whose habits they are, only the caller's own record says (ADR 0034).
 */
export function isOwnersCopy({ actor }: StsEvent, { organisation }: Facts): boolean {
  return actor.kind === 'account' && actor.accountId !== undefined && organisation.owns(actor.accountId);
}

/** Days within which an account of ours is heard: one that rests at weekends is. */
const LATELY = 3;

/** Such a record, where the caller's own may be expected: its account's trail still arrives. It is judged there. */
export function isJudgedAtHome(event: StsEvent, facts: Facts): boolean {
  const { accountId } = event.actor;
  if (!isOwnersCopy(event, facts) || accountId === undefined) return false;
  const silent = facts.organisation.view('account', accountId).silentDays;
  return silent !== undefined && silent <= LATELY;
}

/** A principal of an account that is none of ours. */
export function isOutsider(
  { actor }: StsEvent,
  { organisation, settings }: Pick<Facts, 'organisation' | 'settings'>,
): boolean {
  const { accountId = '', kind } = actor;
  return kind === 'account' && settings.account(accountId) !== 'own' && !organisation.owns(accountId);
}

/** A browser or the console is known: one visit proves nothing. */
export function hasScreen(actor: OwnerView): boolean {
  return actor.knows('client', 'browser') || actor.knows('client', 'console');
}

/** A desk or laptop is known: a Mac, or Windows with a client that people type at; programs run on Windows, too. */
export function hasDesk(actor: OwnerView): boolean {
  return actor.knows('os', 'macos') || (actor.knows('os', 'windows') && actor.knows('client', 'aws-cli'));
}

/**
 * A role that people take: screens or desks on half of its days. A workload's role that an administrator tries now
 * and then stays a workload's.
 */
export function isTakenByPeople(actor: OwnerView): boolean {
  if (!hasScreen(actor) && !hasDesk(actor)) return false;
  const days = [
    actor.daysOf('client', 'browser'),
    actor.daysOf('client', 'console'),
    actor.daysOf('os', 'macos'),
    actor.knows('client', 'aws-cli') ? actor.daysOf('os', 'windows') : 0,
  ];
  return 2 * Math.max(...days) >= actor.days;
}

/** Whether the call issued a role's session. */
export function grantedRole({ outcome, name }: StsEvent): boolean {
  if (outcome !== 'success') return false;
  return name === 'AssumeRole' || name === 'AssumeRoleWithSAML' || name === 'AssumeRoleWithWebIdentity';
}

/**
 * Whether AWS knew the credentials: it did what was asked, or refused it for lack of permission, which proves as well
 * where they are. A wrong key, signature or password proves nothing, and of a federated token nobody says whose it was.
 */
export function isAuthenticated({ actor, errorCode, outcome }: StsEvent): boolean {
  if (outcome === 'success') return true;
  return outcome === 'denied' && actor.accessKeyId !== undefined && UNPERMITTED.has(errorCode);
}

/** A refusal for want of proof: anybody can write a token or a key's id, so it says nothing of whom it names. */
export function isForged({ errorCode }: Pick<StsEvent, 'errorCode'>): boolean {
  return UNVERIFIED.has(errorCode);
}
