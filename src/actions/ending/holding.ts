import type { ActionState, Ledger } from '../../core/action/ledger.ts';
import { shellWord } from '../../core/text/shell.ts';
import type { Audit } from '../audit/audit.ts';
import { pulledBy } from '../audit/switch.ts';
import { OPEN } from './known-actions.ts';
import { type Order, type Revoked, refused, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** Why no action may be taken now: all actions are stopped, or the server might lose what it is told. */
export async function stoppedBy(parts: RevokingParts): Promise<string | undefined> {
  return (await killedBy(parts)) ?? (await parts.ledger.unfit());
}

/** Why all actions are stopped, by the configuration or by a person; undefined if they are not. */
export async function killedBy({
  audit,
  enabled,
  ledger,
}: {
  readonly audit: Pick<Audit, 'switched'> | undefined;
  readonly enabled: boolean;
  readonly ledger?: Pick<Ledger, 'killed'> | undefined;
}): Promise<string | undefined> {
  if (!enabled) return 'the kill switch of the configuration is pulled (revocation.enabled: false)';
  const by = await pulledBy(ledger, audit);
  return by === undefined ? undefined : stoppedWords(by);
}

function stoppedWords(by: string): string {
  return `${by} has stopped all actions (rolewarden resume)`;
}

/**
 * Lets an order that cannot be carried out now wait for a person: `rolewarden pending` lists it, and people are told.
 * `known` is its action's state; in one that is neither open nor pending, the order is refused.
 */
export async function hold(
  { ledger }: RevokingParts,
  { intent }: Order,
  detail: string,
  known: ActionState = 'ready',
): Promise<Revoked> {
  if (known !== 'pending' && !OPEN.includes(known)) return refused(detail);
  await ledger.change(intent.actionId, OPEN, { state: 'pending', by: 'rolewarden', detail });
  const held = waiting({ intent, detail });
  return { ...held, procedure: ['Fix that first: until then nothing is written.', ...held.procedure] };
}

/** Counts a write; undefined within the caps. Else it and all of its scope wait until a person closes the breaker. */
export async function overCaps(parts: RevokingParts, order: Order): Promise<Revoked | undefined> {
  const { intent } = order;
  const { caps, isCritical, ledger } = parts;
  const { accountId, arn, kind, name } = intent.target;
  const asked = {
    actionId: intent.actionId,
    accountId,
    target: `${kind}/${name}`,
    critical: isCritical(arn),
  };
  const answer = await ledger.admit(asked, caps);
  if (answer.kind === 'admitted') return undefined;
  if (answer.kind === 'killed') return hold(parts, order, stoppedWords(answer.by));
  const detail = `the breaker of ${answer.scope} is open: ${answer.reason}`;
  const held = await ledger.change(intent.actionId, OPEN, { state: 'pending', by: 'rolewarden', detail });
  const revoked = waiting(held ?? { intent, detail });
  const close = `When it is understood, close the breaker: rolewarden approve --breaker ${shellWord(answer.scope)}`;
  return { ...revoked, procedure: [...revoked.procedure, close] };
}
