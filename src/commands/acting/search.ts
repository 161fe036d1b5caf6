import type { Account } from '../../actions/iam/access.ts';
import type { Carrier } from '../../actions/iam/find-ours.ts';
import type { ActionRecord, ActionState } from '../../core/action/ledger.ts';
import { RolewardenError, wrongUsage } from '../../core/errors.ts';
import type { Desk } from './acting.ts';
import { safe, steps } from './words.ts';

/** An account that could not be searched, why, and what to do. */
export interface Unread {
  readonly account: string;
  readonly whatToDo: readonly string[];
}

/** What a search found, which accounts it read, and which it could not. */
export interface Searched {
  readonly carriers: readonly Carrier[];
  readonly read: readonly string[];
  readonly unread: readonly Unread[];
}

/**
 * Searches for roles and users with a policy of ours: in the accounts given (`only`), or, if none is, in all that are
 * reached and those that the ledger's `records` are about.
 */
export async function search(
  desk: Desk,
  only: readonly string[],
  records: readonly ActionRecord[],
): Promise<Searched> {
  const { findOurs } = await import('../../actions/iam/find-ours.ts');
  const executors = await desk.executors();
  const carriers: Carrier[] = [];
  const read: string[] = [];
  const unread: Unread[] = [];
  const reached = await executors.accounts();
  // throws why AWS does not say who the caller is
  if (reached.length === 0) await executors.isProtected();
  for (const account of accountsOf(withRecorded(reached, records), only)) {
    desk.signal.throwIfAborted();
    const found = await findOurs(executors.bench, account);
    if (found.kind === 'found') {
      carriers.push(...found.carriers);
      read.push(account.accountId);
      continue;
    }
    const { code, message } = found.failure;
    unread.push({ account: `${account.accountId} (${code}: ${message})`, whatToDo: found.whatToDo });
  }
  return { carriers, read, unread };
}

/** Says of each account that it was not searched (`what`), and why; what to do once for all of which it is the same. */
export function sayUnread(what: string, unread: readonly Unread[]): void {
  const groups = new Map<string, string[]>();
  for (const { account, whatToDo } of unread) {
    const any = steps(whatToDo).replaceAll(idOf(account), '{account}');
    groups.set(any, [...(groups.get(any) ?? []), account]);
  }
  for (const [any, accounts] of groups) {
    const [first = ''] = accounts;
    const lines = accounts.map((account) => `${what}: account ${safe(account)}\n`);
    const todo = accounts.length === 1 ? any.replaceAll('{account}', idOf(first)) : any;
    process.stderr.write(`${lines.join('')}${todo}`);
  }
}

/** The words for an account begin with its id. */
const idOf = (account: string) => account.slice(0, 12);

/** States in which a policy may stand. One that was undone may have been written again, if it was ever written. */
const MAY_STAND: ReadonlySet<ActionState> = new Set(['ready', 'applied', 'verified', 'failed', 'undone']);

/** Adds the accounts in which a policy may stand by the ledger: also those that the configuration names no longer. */
function withRecorded(reached: readonly Account[], records: readonly ActionRecord[]): readonly Account[] {
  if (reached.length === 0) return reached;
  const all = new Map(reached.map((account) => [account.accountId, account]));
  for (const { intent, state, written } of records) {
    const { accountId, partition } = intent.target;
    const stands = MAY_STAND.has(state) && (state !== 'undone' || written !== undefined);
    if (stands && !all.has(accountId)) all.set(accountId, { accountId, partition });
  }
  return [...all.values()];
}

/** The accounts reached, or of these `only`. Throws ERR_USAGE if one is not, ERR_AWS if AWS does not say who we are. */
export function accountsOf(reached: readonly Account[], only: readonly string[]): readonly Account[] {
  const stray = only.find((id) => reached.every(({ accountId }) => accountId !== id));
  if (reached.length > 0 && stray === undefined) {
    return only.length === 0 ? reached : reached.filter(({ accountId }) => only.includes(accountId));
  }
  throw reached.length === 0
    ? new RolewardenError(
        'ERR_AWS',
        'AWS does not say who the caller is: no account was searched',
        'check the AWS credentials: rolewarden doctor',
      )
    : wrongUsage(
        `account ${stray} is not reached`,
        `in reach: ${reached.map(({ accountId }) => accountId).join(', ')}; others need revocation.spoke, and an entry in organisation.accounts`,
      );
}
