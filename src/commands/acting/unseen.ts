import { auditedOrder } from '../../actions/audit/read.ts';
import { denyExpires } from '../../core/action/deny-life.ts';
import { actionIdOf, covers, type Deny, policyName, readDeny } from '../../core/action/deny-policy.ts';
import type { Desk } from './acting.ts';
import { fromAudit, type Job } from './undoing.ts';

interface Covered {
  readonly name: string;
  readonly deny: Deny;
}

/**
 * Without a store: names of the denies that an undone policy had covered and that nothing denies now, by the audit
 * records: the ledger alone could have them written back. Undefined if no record says what stood before that policy.
 */
export async function leftUncovered(
  desk: Desk,
  { since = Number.POSITIVE_INFINITY, target }: Pick<Job, 'since' | 'target'>,
  actionId: string,
): Promise<readonly string[] | undefined> {
  const order = await fromAudit(desk, actionId, auditedOrder);
  const cover = order && readDeny(policyName(actionId), order.document);
  if (order === undefined || cover === undefined) return undefined;
  const covered: Covered[] = [];
  for (const name of order.policiesBefore) {
    const own = await fromAudit(desk, actionIdOf(name) ?? '', auditedOrder);
    const deny = own && readDeny(name, own.document);
    const wanted = own !== undefined && own.undone === undefined && own.at < since;
    if (deny !== undefined && wanted && covers(cover, deny) && isLive(deny, target))
      covered.push({ name, deny });
  }
  if (covered.length === 0) return [];
  const { listOurs } = await import('../../actions/ending/undo.ts');
  const listed = await listOurs((await desk.executors()).bench, target);
  const standing = listed.kind === 'listed' ? listed.ours.filter((own) => own.actionId !== actionId) : [];
  return covered
    .filter(({ deny, name }) => standing.every((own) => own.name !== name && !covers(own.deny, deny)))
    .map(({ name }) => name);
}

const isLive = (deny: Deny, { kind }: Job['target']) =>
  denyExpires(deny, { kind, maxSessionSeconds: undefined }) > Date.now();
