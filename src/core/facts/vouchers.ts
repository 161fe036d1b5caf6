import { presenceOf } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { VALUE_CAP } from '../history/habit.ts';
import type { Lineage } from '../history/session.ts';

/** An actor's key, if it is a user, a role or root: all are of an account. */
const OF_ACCOUNT = /^(?:user:arn:[\w-]+:iam::|role:|root:)(\d{12})(?![^:/])/;

function accountOf(key: string): string | undefined {
  return OF_ACCOUNT.exec(key)?.[1];
}

/**
 * Whether among those who used a value so many others vouch for it. Users and machines of an account count once for a
 * caller of other accounts: whoever has an account of no importance makes as many as are needed (ADR 0051). Where the
 * list is full, those of one account may have left no room for others, and are enough.
 */
export function areEnough(
  holders: readonly string[],
  enough: number,
  { event, lineage }: { readonly event: StsEvent; readonly lineage: Lineage },
): boolean {
  const self = [event.actor.key, presenceOf(event.actor)];
  const own = accountsOf(event, lineage);
  const counted = new Set<string>();
  for (const holder of holders) {
    if (self.includes(holder)) continue;
    const account = accountOf(holder);
    counted.add(account === undefined || own.has(account) ? holder : account);
    if (counted.size >= enough) return true;
  }
  return holders.length >= VALUE_CAP;
}

/** The accounts of the caller, and of those who took the sessions behind it. */
function accountsOf({ actor, recipientAccountId }: StsEvent, { sessions }: Lineage): ReadonlySet<string> {
  const behind = sessions.flatMap((session) => [session.accountId, accountOf(session.actor.key)]);
  return new Set([actor.accountId ?? recipientAccountId, ...behind].flatMap((account) => account ?? []));
}
