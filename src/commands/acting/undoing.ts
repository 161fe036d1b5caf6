import { auditedAt, auditedTarget } from '../../actions/audit/read.ts';
import type { Carrier } from '../../actions/iam/find-ours.ts';
import { actionIdOf } from '../../core/action/deny-policy.ts';
import { type ActionRecord, writtenAt } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { type Target, targetOf } from '../../core/event/target.ts';
import type { Desk } from './acting.ts';
import { fromAudit } from './from-audit.ts';
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

/** What is known of an action before its target is looked for. */
interface Known {
  /** Its record in the ledger. */
  readonly record: ActionRecord | undefined;
  /** Why the ledger was not asked. */
  readonly unasked?: string | undefined;
  /** What `--target` says. */
  readonly said?: string | undefined;
}

/** The target of an action: by the ledger, audit folder, --target or a search. Throws ERR_USAGE if unknown. */
export async function findAction(
  desk: Desk,
  actionId: string,
  { record, said, unasked }: Known,
): Promise<Target> {
  const told = said === undefined ? undefined : targetOf(said);
  if (said !== undefined && told === undefined) {
    throw wrongUsage(`--target cannot be ${JSON.stringify(said)}`, 'write the ARN of the role or user');
  }
  if (record !== undefined) return record.intent.target;
  const { said: audited, unread: unaudited } = await fromAudit(desk, actionId, auditedTarget);
  const target = targetOf(audited) ?? told;
  if (target !== undefined) return target;
  const { carriers, unread } = await search(desk, [], []);
  const carrier = carriers.find(
    ({ foreign, ours }) =>
      ours.some((own) => own.actionId === actionId) || foreign.includes(`rolewarden-${actionId}`),
  );
  if (carrier !== undefined) return carrier.target;
  const unsearched = unread.map(({ account }) => account).join(', ');
  const where = [
    ...(unasked === undefined ? [] : [`the ledger was not asked: ${unasked}`]),
    ...(unaudited === undefined ? [] : [`the ${unaudited}`]),
    ...(unread.length === 0 ? [] : [`not searched: ${unsearched}`]),
  ].map((part) => `; ${safe(part)}`);
  const places = [
    ...(unasked === undefined ? ['in the ledger'] : []),
    ...(unaudited === undefined ? ['in the audit folder'] : []),
    'or in IAM',
  ].join(', ');
  throw wrongUsage(
    `no action ${actionId} ${places.replace(/^or /, '')}${where.join('')}: nothing was changed`,
    'correct the id, or name the role: rolewarden undo --role ARN, or with one id --target ARN',
  );
}

/** What a search found of a time; `undated`: policies of ours that may have been written then, and why that is not known. */
export interface Dated {
  readonly jobs: readonly Job[];
  readonly undated: readonly { readonly target: Target; readonly actionId: string; readonly why: string }[];
}

/** The policies written since a time: by the ledger, the audit folder, or what they deny; and all foreign ones. */
export async function jobsSince(
  desk: Desk,
  carriers: readonly Carrier[],
  actions: readonly ActionRecord[],
  since: number,
): Promise<Dated> {
  const records = new Map(actions.map((one) => [one.actionId, writtenAt(one)]));
  const undated: Dated['undated'][number][] = [];
  for (const { target, own } of carriers.flatMap((one) => one.ours.map((own) => ({ ...one, own })))) {
    const { actionId, deny } = own;
    if (records.has(actionId)) continue;
    const { said: at, unread } = await fromAudit(desk, actionId, auditedAt);
    if (at !== undefined) records.set(actionId, at);
    // it was written after its sessions were issued: how long after, only a record says
    else if (unread !== undefined && deny.until < since) undated.push({ target, actionId, why: unread });
  }
  const jobs = carriers.flatMap(({ foreign, ours, target }) => {
    const own = ours
      .filter(({ actionId, deny }) => (records.get(actionId) ?? deny.until) >= since)
      .map(({ actionId }) => ({ target, actionId, since }));
    const others = foreign.flatMap((name) => {
      const actionId = actionIdOf(name);
      return actionId === undefined ? [] : [{ target, actionId }];
    });
    return [...own, ...others];
  });
  return { jobs, undated };
}
