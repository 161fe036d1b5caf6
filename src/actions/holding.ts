import type { ActionState } from '../core/ledger.ts';
import { OPEN } from './known-actions.ts';
import { type Order, type Revoked, refused, waiting } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** Why nothing at all may be done now: everything is stopped, or the server may forget. */
export async function stoppedBy(parts: RevokingParts): Promise<string | undefined> {
  return (await killedBy(parts)) ?? (await parts.ledger.unfit());
}

/** Who has stopped everything: the configuration, or a person. */
export async function killedBy({
  enabled,
  ledger,
}: Pick<RevokingParts, 'enabled' | 'ledger'>): Promise<string | undefined> {
  if (!enabled) return 'the kill switch of the configuration is pulled (revocation.enabled: false)';
  const by = await ledger.killed();
  return by === undefined ? undefined : stoppedWords(by);
}

function stoppedWords(by: string): string {
  return `${by} has stopped all actions (rolewarden resume)`;
}

/**
 * What cannot be done now and may be done later waits: `rolewarden pending` has it, and whoever is told of such a
 * session hears of the next one, too.
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
  return { ...held, procedure: ['Put that right first: until then nothing is written.', ...held.procedure] };
}

/** Counts what is about to be written. Above a cap it waits, and so does all of that scope until a person closes it. */
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
  const close = `When it is understood, close the breaker: rolewarden approve --breaker ${answer.scope}`;
  return { ...revoked, procedure: [...revoked.procedure, close] };
}
