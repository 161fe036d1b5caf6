import type { AuditPlace } from '../../actions/audit/place.ts';
import { auditedAt, auditedTarget } from '../../actions/audit/read.ts';
import type { Carrier } from '../../actions/iam/find-ours.ts';
import { actionIdOf } from '../../core/action/deny-policy.ts';
import { type ActionRecord, writtenAt } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { type Target, targetOf } from '../../core/event/target.ts';
import type { Desk } from './acting.ts';
import { search } from './search.ts';
import { safe } from './words.ts';

/** A policy to take back; without `actionId`, all policies of the target. */
export interface Job {
  readonly target: Target;
  readonly actionId: string | undefined;
  /** Everything written since then is to be taken back (ms since 1970), also what is not in IAM now. */
  readonly since?: number;
  /** Without `actionId`: ids that the ledger has for the target. IAM may not list the newest of them yet. */
  readonly known?: readonly string[];
}

/** The target of an action: by the ledger, audit folder, `said` (--target) or a search. Throws ERR_USAGE if unknown. */
export async function findAction(
  desk: Desk,
  actionId: string,
  known: ActionRecord | undefined,
  said: string | undefined,
): Promise<Target> {
  const told = said === undefined ? undefined : targetOf(said);
  if (said !== undefined && told === undefined) {
    throw wrongUsage(`--target cannot be ${JSON.stringify(said)}`, 'write the ARN of the role or user');
  }
  const target = known?.intent.target ?? targetOf(await fromAudit(desk, actionId, auditedTarget)) ?? told;
  if (target !== undefined) return target;
  const { carriers, unread } = await search(desk, [], []);
  const carrier = carriers.find(
    ({ foreign, ours }) =>
      ours.some((own) => own.actionId === actionId) || foreign.includes(`rolewarden-${actionId}`),
  );
  if (carrier !== undefined) return carrier.target;
  const where =
    unread.length === 0 ? '' : `; not searched: ${unread.map(({ account }) => safe(account)).join(', ')}`;
  throw wrongUsage(
    `no action ${actionId} in the ledger, in the audit folder, or in IAM${where}: nothing was changed`,
    'correct the id, or name the role: rolewarden undo --role ARN, or with one id --target ARN',
  );
}

/** What the audit folder says of an action; undefined if it says nothing, is not there or cannot be read. */
export async function fromAudit<T>(
  desk: Desk,
  actionId: string,
  what: (place: AuditPlace, actionId: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { folder } = desk.config.revocation.audit;
  if (folder === undefined) return undefined;
  try {
    const { auditPlace } = await import('../../effects/audits.ts');
    return await what(auditPlace(folder, desk.environment), actionId);
  } catch {
    return undefined;
  }
}

/** The policies written since a time: by the ledger, the audit folder, or what they deny; and all foreign ones. */
export async function jobsSince(
  desk: Desk,
  carriers: readonly Carrier[],
  actions: readonly ActionRecord[],
  since: number,
): Promise<readonly Job[]> {
  const records = new Map(actions.map((one) => [one.actionId, writtenAt(one)]));
  for (const { actionId } of carriers.flatMap(({ ours }) => ours)) {
    const at = records.get(actionId) ?? (await fromAudit(desk, actionId, auditedAt));
    if (at !== undefined) records.set(actionId, at);
  }
  return carriers.flatMap(({ foreign, ours, target }) => {
    const own = ours
      .filter(({ actionId, deny }) => (records.get(actionId) ?? deny.until) >= since)
      .map(({ actionId }) => ({ target, actionId, since }));
    const others = foreign.flatMap((name) => {
      const actionId = actionIdOf(name);
      return actionId === undefined ? [] : [{ target, actionId }];
    });
    return [...own, ...others];
  });
}
