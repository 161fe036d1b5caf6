import { auditedOrder } from '../../actions/audit/read.ts';
import { denyExpires } from '../../core/action/deny-life.ts';
import { actionIdOf, covers, type Deny, policyName, readDeny } from '../../core/action/deny-policy.ts';
import type { Desk } from './acting.ts';
import { fromAudit, type Job } from './undoing.ts';

/** Names that are looked up: more policies of ours than one target has had within the life of a deny. */
const MOST = 500;

interface Covered {
  readonly name: string;
  readonly deny: Deny;
}

/**
 * Without a store: names of the denies that an undone policy had covered, itself or by one that it covered, and that
 * nothing denies now, by the audit records: the ledger alone could have them written back. Undefined if no record says
 * what stood before that policy.
 */
export async function leftUncovered(
  desk: Desk,
  job: Pick<Job, 'since' | 'target'>,
  actionId: string,
): Promise<readonly string[] | undefined> {
  const order = await fromAudit(desk, actionId, auditedOrder);
  const cover = order && readDeny(policyName(actionId), order.document);
  if (order === undefined || cover === undefined) return undefined;
  const covered = await coveredBy(desk, job, { cover, before: order.policiesBefore });
  if (covered.length === 0) return [];
  const { listOurs } = await import('../../actions/ending/list-ours.ts');
  const listed = await listOurs((await desk.executors()).bench, job.target);
  const standing = listed.kind === 'listed' ? listed.ours.filter((own) => own.actionId !== actionId) : [];
  return covered
    .filter(({ deny, name }) => standing.every((own) => own.name !== name && !covers(own.deny, deny)))
    .map(({ name }) => name);
}

/**
 * What the undone policy had covered. A policy that it covered may itself have replaced others before it was written: these
 * are found by the record of that one.
 */
async function coveredBy(
  desk: Desk,
  { since = Number.POSITIVE_INFINITY, target }: Pick<Job, 'since' | 'target'>,
  { before, cover }: { readonly before: readonly string[]; readonly cover: Deny },
): Promise<readonly Covered[]> {
  const covered: Covered[] = [];
  const names = new Set(before);
  // the set grows while it is walked
  for (const name of names) {
    const own = await fromAudit(desk, actionIdOf(name) ?? '', auditedOrder);
    const deny = own && readDeny(name, own.document);
    if (own === undefined || deny === undefined || !covers(cover, deny)) continue;
    for (const earlier of own.policiesBefore) if (names.size < MOST) names.add(earlier);
    const wanted = own.undone === undefined && own.at < since;
    if (wanted && isLive(deny, target)) covered.push({ name, deny });
  }
  return covered;
}

const isLive = (deny: Deny, { kind }: Job['target']) =>
  denyExpires(deny, { kind, maxSessionSeconds: undefined }) > Date.now();
