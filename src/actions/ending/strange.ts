import { type Deny, sameDocument } from '../../core/action/deny-policy.ts';
import { sameOrder } from '../../core/action/end-command.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import type { Target } from '../../core/event/target.ts';
import { utc } from '../../core/time/days.ts';
import type { AuditedOrder } from '../audit/read.ts';

/** What people are told of a policy in our form that the ledger does not have, and what they can do. */
interface Strange {
  readonly detail: string;
  readonly whatToDo: readonly string[];
}

/** What the audit folder says of an order; `unread`: why it could not be read. */
export interface Ordered {
  readonly said: AuditedOrder | undefined;
  readonly unread: string | undefined;
}

const WHERE = 'in IAM, but not in the ledger, or there without a valid signature';

/**
 * The words for a policy that the ledger does not have. Anybody may write a document like ours: only an audit record of
 * the same document says whose it is. `live`: its sessions may still be active. `ordered`: that record, if there is one.
 */
export function strangeWords(
  target: Target,
  { actionId, deny, document }: OurPolicy,
  { live, ordered }: { readonly live: boolean; readonly ordered: Ordered | undefined },
): Strange {
  const order = ordered?.said;
  const own = order !== undefined && sameDocument(order.document, document) ? order : undefined;
  const detail = `${WHERE}: ${whose(target, deny, { said: own, unread: ordered?.unread })}`;
  if (!live) return { detail, whatToDo: [] };
  return {
    detail: `${detail}; it is removed when its sessions have ended`,
    whatToDo: [
      ...(own === undefined || own.undone !== undefined
        ? [`Find in CloudTrail (${PUT[target.kind]}) who wrote it.`]
        : []),
      ...recordIt(target, deny, own),
      `To undo it: rolewarden undo ${actionId}`,
    ],
  };
}

const PUT = { role: 'PutRolePolicy', user: 'PutUserPolicy' } as const;

function whose({ kind }: Target, { scope }: Deny, { said: order, unread }: Ordered): string {
  const how = `\`rolewarden revoke --${kind}\` without Redis`;
  if (order === undefined) {
    const form = scope === 'role' ? `it has the form that ${how} writes, but ` : '';
    if (unread !== undefined) return `${form}whether somebody ordered it is not known: the ${unread}`;
    return `${form}no audit record says who ordered it: somebody else may have written it`;
  }
  const { undone } = order;
  if (undone !== undefined)
    return `${order.by} ordered it at ${utc(order.at)}, and ${undone.by} undid that at ${utc(undone.at)}, by their audit records: somebody may have written it again`;
  const said = `${order.by} ordered it at ${utc(order.at)}, by its audit record`;
  return scope === 'role' && order.findingId === null ? `${said}, as ${how} does` : said;
}

/**
 * The same order with the store: its action is the same, and the policy is found in place. A session’s key, which would
 * be needed to order that alone, is not in the policy.
 */
function recordIt(
  target: Target,
  { scope, until }: Deny,
  order: AuditedOrder | undefined,
): readonly string[] {
  if (scope !== 'role' || order?.undone !== undefined) return [];
  const who = order === undefined ? 'If it is yours, record it' : 'Record it';
  return [`${who}, so that it is verified and written back: ${sameOrder(target, until)}`];
}
