import type { Descendant } from '../../actions/ending/descendants.ts';
import type { Preview } from '../../actions/ending/preview.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { denyPolicy, policyName } from '../../core/action/deny-policy.ts';
import { MET } from '../../core/action/guards.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Desk } from './acting.ts';
import { stopped } from './switch.ts';
import { deniesOf, recordOf, safe, steps, subjectOf } from './words.ts';

/** What is asked about, and the store: a text says why there is none. */
interface Asked {
  readonly order: Pick<Descendant, 'bystander'> & { readonly intent: Intent };
  readonly link: RedisLink | string;
}

/** Says what would be written, and what stands in the way. Returns true if nothing does. */
export async function dryRun(desk: Desk, order: Asked['order'], link: Asked['link']): Promise<boolean> {
  const { intent } = order;
  const found = await foundBy(desk, { order, link });
  const against = await reasonsAgainst(desk, { order, link }, found);
  const document = denyPolicy(intent);
  const record = { ...recordOf('revoke', intent), document };
  const outcome = against.length > 0 ? 'would-refuse' : found.kind;
  const removed = found.kind === 'would-write' ? found.remove : [];
  const words = [
    `would ${against.length > 0 ? 'NOT revoke' : 'revoke'}: ${subjectOf(intent)}`,
    `  denied: ${deniesOf(intent)}`,
    `  policy ${policyName(intent.actionId)} on ${safe(intent.target.arn)}: ${safe(document)}`,
    ...(found.kind === 'stands' ? ['  it stands already'] : []),
    ...removed.map(({ name, why }) => `  ${name} (${why}) would be removed to make room`),
    ...against.map((reason) => `  refused: ${safe(reason)}`),
    ...(typeof link === 'string' ? [`  not checked: kill switch of the ledger (${safe(link)})`] : []),
  ];
  const todo = found.kind === 'refused' ? steps(found.whatToDo) : '';
  desk.tell({ ...record, outcome, against }, `${words.join('\n')}\n${todo}`);
  return against.length === 0;
}

/** What IAM says: what would be written there, or why nothing. */
async function foundBy(desk: Desk, { link, order: { intent } }: Asked): Promise<Preview> {
  const [{ preview }, { isRecorded }] = await Promise.all([
    import('../../actions/ending/preview.ts'),
    import('../../actions/ending/known-actions.ts'),
  ]);
  const executors = await desk.executors();
  const reason = await executors.unreachable(intent.target.accountId);
  if (reason !== undefined) return { kind: 'refused', reason, whatToDo: [] };
  const order = { intent, mode: 'person', by: '', finding: null, notes: [], deadline: 0 } as const;
  return preview(executors.bench, intent, {
    eligibility: await executors.eligibility(order),
    isRecorded: async (id) => typeof link !== 'string' && isRecorded(link.ledger, id),
  });
}

/** Everything that stands in the way, each as a reason. */
async function reasonsAgainst(
  desk: Desk,
  { link, order }: Asked,
  found: Preview,
): Promise<readonly string[]> {
  const { folder } = desk.config.revocation.audit;
  const stop = await stopped(desk, typeof link === 'string' ? undefined : link.ledger);
  return [
    ...(stop === undefined ? [] : [stop]),
    ...(folder === undefined ? ['revocation.audit.folder is not set: no action without a record'] : []),
    ...(found.kind === 'refused' ? [found.reason] : []),
    ...(order.bystander ? [`needs approval: ${MET}`] : []),
  ];
}
