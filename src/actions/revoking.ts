import type { Eligibility } from '../core/eligible.ts';
import { reasonOf } from '../core/errors.ts';
import { type ActionState, type Caps, FINAL, type Ledger } from '../core/ledger.ts';
import { coveredWords, type Removable } from '../core/policy-room.ts';
import type { Applied } from './applied.ts';
import type { Audit } from './audit.ts';
import type { Bench } from './bench.ts';
import { isRecorded, OPEN, reopened, settledBefore } from './known-actions.ts';
import { applyIntent } from './revoke.ts';
import { auditRecordOf, concluded, meaningOf } from './revoke-outcome.ts';
import { type Order, type Revoked, refused, waiting } from './revoked.ts';

export interface RevokingParts {
  readonly ledger: Ledger;
  readonly bench: Bench;
  readonly audit: Audit;
  readonly caps: Caps;
  readonly isCritical: (arn: string) => boolean;
  /** Asks who the process itself is, so that it never acts on itself. */
  readonly eligibility: (order: Order) => Promise<Eligibility>;
  /** Why the account cannot be reached at all; undefined if it can. Throws if that cannot be told now. */
  readonly unreachable: (accountId: string) => Promise<string | undefined>;
  /** The configuration's kill switch. */
  readonly enabled: boolean;
  readonly version: string;
  readonly configHash: string;
}

/** Milliseconds that one attempt may take. */
const ATTEMPT = 20_000;

/**
 * Carries out an order behind the guard-rails that need the ledger or IAM: fit server, kill switch, last words of
 * people, caps and breaker, audit record, the target as it is now. Throws only if the ledger, or who the process is,
 * cannot be asked before anything was done. `anew`: a person names this very session now, and may so follow an undo.
 */
export async function revoke(parts: RevokingParts, order: Order, anew = false): Promise<Revoked> {
  const { ledger } = parts;
  const { actionId, target } = order.intent;
  const unreached = await parts.unreachable(target.accountId);
  const stopped = (await stoppedBy(parts)) ?? unreached;
  // an order that cannot be carried out there, and was never written down: whoever gave it is told at once
  if (unreached !== undefined && order.mode === 'person' && (await ledger.action(actionId)) === undefined) {
    return refused(unreached);
  }
  const known = await ledger.record({
    actionId,
    intent: order.intent,
    state: order.mode === 'confirm' || stopped !== undefined ? 'pending' : 'ready',
    finding: order.finding,
    by: order.by,
    detail: [...(stopped === undefined ? [] : [stopped]), ...order.notes].join('; '),
  });
  if (stopped !== undefined) return hold(parts, order, stopped, known.state);
  if (order.mode === 'person') {
    const open = await reopened(parts, order, known, anew);
    return 'outcome' in open ? open : apply(parts, open);
  }
  return (await settledBefore(ledger, order, known)) ?? apply(parts, order);
}

/**
 * What cannot be done now and may be done later waits: `rolewarden pending` has it, and whoever is told of such a
 * session hears of the next one, too.
 */
async function hold(
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

/** Why nothing at all may be done now. */
async function stoppedBy(parts: RevokingParts): Promise<string | undefined> {
  return (await killedBy(parts)) ?? (await parts.ledger.unfit());
}

async function killedBy({ enabled, ledger }: RevokingParts): Promise<string | undefined> {
  if (!enabled) return 'the kill switch of the configuration is pulled (revocation.enabled: false)';
  const by = await ledger.killed();
  return by === undefined ? undefined : stoppedWords(by);
}

function stoppedWords(by: string): string {
  return `${by} has stopped all actions (rolewarden resume)`;
}

async function overCaps(parts: RevokingParts, order: Order): Promise<Revoked | undefined> {
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

/** One attempt: alerts wait for it, so it is short; what is owed comes again with its delivery. */
async function apply(parts: RevokingParts, order: Order): Promise<Revoked> {
  const { audit, bench, ledger } = parts;
  const lastWord = async () => {
    const known = await ledger.action(order.intent.actionId);
    return known !== undefined && FINAL.has(known.state) ? `${known.by} has ${known.state} it` : undefined;
  };
  let over: Revoked | undefined;
  let killed: string | undefined;
  const limit = order.mode === 'person' ? order.deadline : bench.waiting.now() + ATTEMPT;
  const result = await applyIntent(bench, order.intent, {
    eligibility: await parts.eligibility(order),
    isRecorded: (id) => isRecorded(ledger, id),
    deadline: Math.min(order.deadline, limit),
    // it stands: a ledger that cannot be asked now is no reason to let the session in again
    withdrawn: async (written) => {
      killed = written ? await killedBy(parts).catch(() => undefined) : undefined;
      return killed ?? (await lastWord().catch(() => undefined));
    },
    async permit(live, document) {
      const stopped = await stoppedBy(parts);
      if (stopped !== undefined) {
        over = await hold(parts, order, stopped);
        return stopped;
      }
      const no = await lastWord();
      if (no !== undefined) return no;
      // counted last: what was not eligible uses up no cap
      over = order.mode === 'auto' ? await overCaps(parts, order) : undefined;
      if (over !== undefined) return over.detail;
      await audit.before(auditRecordOf(parts, order, document, live.policyNames));
      return undefined;
    },
  });
  if (over !== undefined && result.outcome === 'stopped') return over;
  const done = await conclude(parts, order, result);
  return killed !== undefined && result.outcome === 'stopped' ? hold(parts, order, killed) : done;
}

async function conclude(parts: RevokingParts, order: Order, result: Applied): Promise<Revoked> {
  const { ledger } = parts;
  const { actionId } = order.intent;
  const { kept, revoked, state } = meaningOf(order, result);
  const change = { state, by: order.by, detail: [kept ?? revoked.detail, ...order.notes].join('; ') };
  const done = await concluded(parts, order, result, revoked);
  try {
    await ledger.change(actionId, [...OPEN, 'pending'], change);
    if (result.outcome === 'applied') await madeRoom(ledger, result.removed);
    return done;
  } catch (thrown) {
    const detail = `${done.detail}; the ledger could not be told: ${reasonOf(thrown)}`;
    return { ...done, detail, settled: done.settled && order.mode === 'person' };
  }
}

/** Policies that made room are not missing: what expired is over, and a covered one is denied by the other. */
async function madeRoom(ledger: Ledger, removed: readonly Removable[]): Promise<void> {
  for (const { actionId, by: cover, why } of removed) {
    // who ordered it stays: by that it is written again, and that is told
    const by = (why === 'expired' ? undefined : (await ledger.action(actionId))?.by) ?? 'rolewarden';
    const change =
      why === 'expired'
        ? { state: 'removed' as const, by, detail: 'expired; removed to make room' }
        : { state: 'verified' as const, by, detail: coveredWords(cover ?? 'another') };
    await ledger.change(actionId, ['applied', 'verified'], change);
  }
}
