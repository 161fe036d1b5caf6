import { type AuditedOrder, auditedOrder } from '../../actions/audit/read.ts';
import { denyExpires } from '../../core/action/deny-life.ts';
import { actionIdOf, covers, type Deny, policyName, readDeny } from '../../core/action/deny-policy.ts';
import type { Desk } from './acting.ts';
import { fromAudit } from './from-audit.ts';
import type { Job } from './undoing.ts';

/** Names that are looked up: more policies of ours than one target has had within the life of a deny. */
const MOST = 500;

interface Covered {
  readonly name: string;
  readonly deny: Deny;
}

/** What is known without a store of the denies that an undone policy had covered. */
export interface LeftUncovered {
  /** Names of those that nothing denies now. */
  readonly uncovered: readonly string[];
  /** What is not known: no record says what stood before, or something could not be read (`which` denies, and `why`). */
  readonly unknown:
    | { readonly kind: 'no-record' }
    | { readonly kind: 'unread'; readonly which: string; readonly why: string }
    | undefined;
}

/**
 * Without a store: which denies that an undone policy had covered, itself or by one that it covered, nothing denies now, by
 * the audit records: the ledger alone could have them written back. `going`: policies that are undone with it.
 */
export async function leftUncovered(
  desk: Desk,
  job: Pick<Job, 'since' | 'target'>,
  { actionId, going }: { readonly actionId: string; readonly going: readonly string[] },
): Promise<LeftUncovered> {
  const { said: order, unread } = await fromAudit(desk, actionId, auditedOrder);
  if (unread !== undefined) return notKnown(`${policyName(actionId)} had covered other denies`, unread);
  const cover = order && readDeny(policyName(actionId), order.document);
  if (order === undefined || cover === undefined) return { uncovered: [], unknown: { kind: 'no-record' } };
  const found = await coveredBy(desk, job, { cover, before: order.policiesBefore });
  const covered = found.covered.filter(({ name }) => !going.includes(name));
  const which = `other denies that ${policyName(actionId)} had covered are in force`;
  const unknown = found.unread === undefined ? undefined : notKnown(which, found.unread).unknown;
  if (covered.length === 0) return { uncovered: [], unknown };
  const { listOurs } = await import('../../actions/ending/list-ours.ts');
  const listed = await listOurs((await desk.executors()).bench, job.target);
  if (listed.kind === 'failed') {
    const { code, message } = listed.failure;
    const names = covered.map(({ name }) => name).join(', ');
    return notKnown(
      `still denied: what ${names} denied, which the undone policy had covered`,
      `IAM did not say which denies stand: ${code}: ${message}`,
    );
  }
  const standing = listed.ours.filter((own) => own.actionId !== actionId);
  const uncovered = covered
    .filter(({ deny, name }) => standing.every((own) => own.name !== name && !covers(own.deny, deny)))
    .map(({ name }) => name);
  return { uncovered, unknown };
}

const notKnown = (which: string, why: string) => ({
  uncovered: [],
  unknown: { kind: 'unread' as const, which, why },
});

/**
 * What the undone policy had covered. A policy that it covered may itself have replaced others before it was written: these
 * are found by the record of that one. `unread`: why a record could not be read.
 */
async function coveredBy(
  desk: Desk,
  { since = Number.POSITIVE_INFINITY, target }: Pick<Job, 'since' | 'target'>,
  { before, cover }: { readonly before: readonly string[]; readonly cover: Deny },
): Promise<{ readonly covered: readonly Covered[]; readonly unread: string | undefined }> {
  const covered: Covered[] = [];
  const names = new Set(before);
  // the set grows while it is walked
  for (const name of names) {
    const id = actionIdOf(name);
    if (id === undefined) continue;
    const found = await fromAudit(desk, id, auditedOrder);
    // each further one may take as long to fail
    if (found.unread !== undefined) return { covered, unread: found.unread };
    const own = found.said && coveredOrder(cover, name, found.said);
    if (own === undefined) continue;
    for (const earlier of own.policiesBefore.slice(0, Math.max(0, MOST - names.size))) names.add(earlier);
    if (isWanted(own, since) && isLive(own.deny, target)) covered.push({ name, deny: own.deny });
  }
  return { covered, unread: undefined };
}

/** An order with what it denies, if another deny covers all of that. */
function coveredOrder(cover: Deny, name: string, order: AuditedOrder) {
  const deny = readDeny(name, order.document);
  return deny !== undefined && covers(cover, deny) ? { ...order, deny } : undefined;
}

const isWanted = ({ at, undone }: AuditedOrder, since: number) => undone === undefined && at < since;

const isLive = (deny: Deny, target: Job['target']) => denyExpires(deny, target) > Date.now();
