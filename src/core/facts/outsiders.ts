import type { StsEvent } from '../event/event.ts';
import { SEEN } from '../history/habit.ts';
import { externalIdAccount } from '../history/values.ts';
import type { Facts } from './facts.ts';
import { isOutsider } from './who.ts';

/** What a role's history says of an outside account, and of others. */
export interface Outsiders {
  /** The account is a settled caller of the role. */
  readonly known: boolean;
  /** It was seen in the role, if only on probation. */
  readonly seen: boolean;
  /** Other outside accounts that were seen in the role; empty if the role's history says too little of outsiders. */
  readonly others: readonly string[];
}

/**
 * What the role's history says of accounts. Callers are remembered by unique ids, which change when a vendor recreates
 * its role. External ids are remembered with the account, even if none was passed.
 */
export function outsidersOf({ organisation, role, settings }: Facts, account: string): Outsiders {
  const ofCaller = (value: string) => externalIdAccount(value) === account;
  const seen = role.seen('external-id').some(ofCaller);
  // with a new external id for every call, none ever becomes known: the account's history decides
  const many = seen && organisation.view('outsider', account).knows('seen', SEEN);
  const used = role.covered && role.knows('caller-kind', 'account');
  const others = used ? role.seen('external-id').map(externalIdAccount) : [];
  return {
    known: many || role.known('external-id').some(ofCaller),
    seen: seen || role.onProbation('external-id').some(ofCaller),
    others: [...new Set(others.filter((other) => settings.account(other) !== 'own'))],
  };
}

/** Whether no outside account ever assumed the role. If one now does, somebody opened it: new vendors mostly get their own. */
export function isInside({ role }: Facts): boolean {
  return role.covered && role.seen('caller').length > 0 && !role.saw('caller-kind', 'account');
}

/**
 * Whether the caller looks like a vendor that gets a role of its own in each account, all on one day; or is one that the
 * operator trusts, which may take over the roles of another: vendors move to other accounts. Into roles of our own people
 * and machines no vendor moves, and an external id alone proves nothing: any caller may write one.
 */
export function isVendor(event: StsEvent, facts: Facts): boolean {
  const { accountId = '' } = event.actor;
  const { role, settings } = facts;
  if (!isOutsider(event, facts) || event.request.externalIdHash === undefined) return false;
  return (
    role.seen('caller-kind').every((caller) => caller === 'account') &&
    (settings.account(accountId) === 'trusted' ||
      role.seen('external-id').every((id) => externalIdAccount(id) === accountId))
  );
}
