import { reasonOf } from '../core/errors.ts';
import type { RevocationRules } from '../core/guards.ts';
import type { ActionRecord, ActionState, Ledger } from '../core/ledger.ts';
import type { Log, Store } from '../core/ports.ts';
import type { Alerting } from './alerting.ts';
import { descendantsOf } from './descendants.ts';
import { childOrder, type Order, type Revoked } from './revoked.ts';
import { type RevokingParts, revoke } from './revoking.ts';
import { VERIFY_AFTER, verify } from './verify.ts';

export interface SettlingParts {
  readonly revoking: RevokingParts;
  readonly alerting: Alerting;
  readonly store: Store;
  readonly log: Log;
  readonly rules: RevocationRules;
  /** Actions that this process has read back once: each is read twice, not at every turn. */
  readonly looked: Set<string>;
}

/** A session whose expiry nobody knows ends after this at the latest. */
const LONGEST = 12 * 3_600_000;
/** A policy that is gone is written again once, within this time of its first writing. */
const REWRITE = 15 * 60_000;
/** Sessions issued with a denied one are looked for so long: their events may come late. */
const FOLLOWED = 15 * 60_000;
/** A person's order that nobody carries out any more: whoever did has gone. */
const STRANDED = 60_000;
/** In an action's words once it was: a second time is a person's matter. */
const AGAIN = 'written again';
const STANDING: readonly ActionState[] = ['applied'];

/**
 * What is to be done after a revocation: read it back at five and at sixty seconds, write it again once if somebody
 * took it away, follow sessions that were issued meanwhile, and let go what no person decided while the session lived.
 */
export async function settleActions(parts: SettlingParts): Promise<void> {
  const { ledger } = parts.revoking;
  const now = await ledger.now();
  for (const action of await ledger.actions()) {
    try {
      if (isDue(parts, action, now)) await look(parts, action, now);
      if (action.state === 'verified' && now - action.since < FOLLOWED) await follow(parts, action, now);
      if (isStranded(action, now)) await finish(parts, action, now);
      if (action.state === 'pending' && now > endOf(action)) await lapse(ledger, action);
    } catch (thrown) {
      const { actionId } = action;
      parts.log.warn({ actionId, reason: reasonOf(thrown) }, 'an action was not settled; it is tried again');
    }
  }
}

/** After five seconds once, and after sixty. */
function isDue({ looked }: SettlingParts, { actionId, changed, state }: ActionRecord, now: number): boolean {
  const [first = 0, last = 0] = VERIFY_AFTER;
  const age = now - changed;
  return state === 'applied' && (age >= last || (age >= first && !looked.has(actionId)));
}

function endOf({ intent, since }: ActionRecord): number {
  return intent.expiresAt ?? since + LONGEST;
}

async function lapse(ledger: Ledger, { actionId }: ActionRecord): Promise<void> {
  const detail = 'the session ended before a person decided';
  await ledger.change(actionId, ['pending'], { state: 'lapsed', by: 'rolewarden', detail });
}

async function look(parts: SettlingParts, action: ActionRecord, now: number): Promise<void> {
  const { bench, ledger } = parts.revoking;
  const { actionId } = action;
  const standing = await verify(bench, action.intent);
  if (standing.kind === 'unknown') {
    parts.log.warn({ actionId, reason: standing.failure.message }, 'a revocation could not be read back');
    return;
  }
  if (standing.kind === 'in-force') {
    await follow(parts, action, now);
    parts.looked.add(actionId);
    if (now - action.changed < (VERIFY_AFTER[1] ?? 0)) return;
    parts.looked.delete(actionId);
    await ledger.change(actionId, STANDING, { state: 'verified', by: action.by, detail: action.detail });
    return;
  }
  const word = standing.kind === 'missing' ? 'was removed by somebody' : 'was changed by somebody';
  const again =
    standing.kind === 'missing' &&
    now - action.since < REWRITE &&
    !action.detail.includes(AGAIN) &&
    isWanted(parts, action);
  const ours = await ledger.change(actionId, STANDING, {
    state: again ? 'ready' : 'failed',
    by: action.by,
    detail: `the policy ${word}${again ? `; ${AGAIN}` : ''}`,
  });
  // Another worker saw it too, and was first; or a person has undone it.
  if (ours === undefined) return;
  const done = again ? await revoke(parts.revoking, orderOf(action, now)).catch(() => undefined) : undefined;
  const detail = `containment was tampered with: the policy ${word}`;
  if (done?.outcome !== 'applied') {
    await ledger.change(actionId, ['ready'], { state: 'failed', by: action.by, detail });
  }
  const outcome = done?.outcome === 'applied' ? 'rewritten' : 'tampered';
  await tell(parts, action, { detail, outcome, procedure: TAMPERED });
}

/** Sessions that the denied one has issued since: each is an order of its own, and told as one. */
async function follow(parts: SettlingParts, action: ActionRecord, now: number): Promise<void> {
  const { revoking, rules, store } = parts;
  for (const one of await descendantsOf(action.intent, store, { digest: rules.digest, now })) {
    const { intent } = one;
    if ((await revoking.ledger.action(intent.actionId)) !== undefined) continue;
    const order = childOrder({ ...orderOf(action, now), notes: [] }, one, rules);
    if (order === undefined) continue;
    const { detail, outcome, procedure } = await revoke(revoking, order);
    await tell(parts, { ...action, intent }, { detail, outcome, procedure });
  }
}

/** A person's own order is carried out as such, everything else as the configuration says now. */
function orderOf({ by, finding, intent }: ActionRecord, now: number): Order {
  const mode = by === 'rolewarden' ? 'auto' : 'person';
  return { intent, mode, by, finding, notes: [AGAIN], deadline: now + REWRITE };
}

/** Whether the configuration still wants what was done by itself. */
function isWanted({ rules }: SettlingParts, { by, finding, intent }: ActionRecord): boolean {
  if (by !== 'rolewarden' || finding === null) return true;
  const mode = rules.mode(finding, intent.target.accountId);
  return mode === 'auto' || mode === 'confirm';
}

function isStranded({ by, changed, state }: ActionRecord, now: number): boolean {
  return state === 'ready' && by !== 'rolewarden' && now - changed > STRANDED;
}

async function finish(parts: SettlingParts, action: ActionRecord, now: number): Promise<void> {
  const { detail, outcome, procedure } = await revoke(parts.revoking, orderOf(action, now));
  await tell(parts, action, { detail, outcome, procedure });
}

async function tell(
  { alerting, log }: SettlingParts,
  { actionId, finding, intent }: ActionRecord,
  { detail, outcome, procedure }: Pick<Revoked, 'detail' | 'procedure'> & { readonly outcome: string },
): Promise<void> {
  log.error({ actionId: intent.actionId, role: intent.target.arn, outcome, behind: actionId }, detail);
  if (finding === null) return;
  const entry = { action: 'revoke-session', actionId: intent.actionId, mode: 'auto', outcome, detail };
  await alerting.tell({ ...finding, actions: [entry] }, procedure);
}

const TAMPERED: readonly string[] = [
  'Whoever removed the policy can change IAM: end that session first (CloudTrail: DeleteRolePolicy on the role).',
  'An SCP of the organisation is a deny that the account itself cannot take away.',
];
