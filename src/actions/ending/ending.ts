import type { JudgedEvent } from '../../core/action/acting.ts';
import type { Considered, RevocationRules } from '../../core/action/guards.ts';
import { callerGoesOn } from '../../core/action/used.ts';
import { actionEntry, wouldEntry } from '../../core/action/would.ts';
import type { Finding } from '../../core/finding/finding.ts';
import type { Store } from '../../core/ports/ports.ts';
import { type Descendant, type Descendants, descendantsOf } from './descendants.ts';
import { auditLeft, leftName, leftOf } from './left.ts';
import { childOrder, type Order, type Revoked, unasked } from './revoked.ts';
import { type RevokingParts, revoke } from './revoking.ts';

/** What `end` needs. */
export interface EndingParts {
  readonly rules: RevocationRules;
  readonly store: Store;
  /** Undefined where nothing can be revoked: without a shared store, or without an audit folder. */
  readonly revoking: RevokingParts | undefined;
}

/** What became of a finding's revocations. Not `settled`: the delivery must be redelivered. */
export interface Done {
  readonly entries: Finding['actions'];
  readonly procedure: readonly string[];
  readonly settled: boolean;
}

/**
 * Ends a session that no guard-rail protects, and those that were issued with it, each in the mode of its own account.
 * In shadow mode it only says what would have been done.
 */
export async function end(
  parts: EndingParts,
  { event, finding }: JudgedEvent,
  { intent, mode, notes }: Extract<Considered, { kind: 'go' }>,
  now: number,
): Promise<Done> {
  const { revoking, rules } = parts;
  const steps = callerGoesOn(event, finding.lineage);
  if (mode === 'shadow' || revoking === undefined) {
    const entry = wouldEntry({ intent, notes }, 'shadow');
    return { entries: [entry], procedure: steps, settled: true };
  }
  const order: Order = {
    intent,
    mode,
    by: 'rolewarden',
    finding,
    notes,
    deadline: event.time + rules.maxAge,
  };
  const revoked = await attempt(revoking, order, now);
  const own: Done = {
    entries: [actionEntry(intent, mode, revoked.outcome, revoked.detail)],
    procedure: [...revoked.procedure, ...notes, ...steps],
    settled: revoked.settled,
  };
  return revoked.outcome === 'applied' ? withDescendants(parts, revoking, { order, own, now }) : own;
}

async function withDescendants(
  { rules, store }: EndingParts,
  revoking: RevokingParts,
  { now, order, own }: { readonly order: Order; readonly own: Done; readonly now: number },
): Promise<Done> {
  try {
    const wanted = (one: Descendant) => childOrder(order, one, rules) !== undefined;
    const found = await descendantsOf(order.intent, store, { digest: rules.digest, now, wanted });
    let all = own;
    for (const one of found.children) {
      const { intent } = one;
      const child = childOrder(order, one, rules);
      if (child === undefined) continue;
      const revoked = await attempt(revoking, child, now);
      all = {
        entries: [...all.entries, actionEntry(intent, child.mode, revoked.outcome, revoked.detail)],
        procedure: [...all.procedure, ...revoked.procedure],
        settled: all.settled && revoked.settled,
      };
    }
    return withLeft(revoking, { all, found, order, now });
  } catch (thrown) {
    const { detail, settled } = unasked(thrown, order, now);
    const entry = actionEntry(undefined, order.mode, 'retrying', `descendants: ${detail}`);
    return { ...own, entries: [...own.entries, entry], settled };
  }
}

/** Names the descendants that stay active, in the alert and beside the action's record. */
async function withLeft(
  { audit, ledger }: RevokingParts,
  {
    all,
    found,
    now,
    order: { intent, mode },
  }: { readonly all: Done; readonly found: Descendants; readonly order: Order; readonly now: number },
): Promise<Done> {
  const left = leftOf(intent, found);
  if (left === undefined) return all;
  // settling need not tell it again
  await ledger.decide(leftName(intent), 'told').catch(() => undefined);
  await auditLeft(audit, intent, left, now);
  const entry = actionEntry(undefined, mode, 'failed', `descendants: ${left.detail}`);
  return { ...all, entries: [...all.entries, entry], procedure: [...all.procedure, ...left.procedure] };
}

async function attempt(revoking: RevokingParts, order: Order, now: number): Promise<Revoked> {
  try {
    return await revoke(revoking, order);
  } catch (thrown) {
    return unasked(thrown, order, now);
  }
}
