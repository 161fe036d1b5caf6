import { denyPolicy, policyName, sameDocument } from '../../core/action/deny-policy.ts';
import { type Eligibility, ineligible, type LiveTarget } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { OurPolicy, Removable, RoomPlan } from '../../core/action/policy-room.ts';
import { backoff } from '../../core/time/waiting.ts';
import { type Applied, failedOf, foreignOf, fullOf, tooLate } from '../iam/applied.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import { type IamFailure, worthASecondTry } from '../iam/errors.ts';
import { FIRST, MOST } from '../iam/paced.ts';
import type { InlinePolicies } from '../iam/policies.ts';
import { readTarget } from '../iam/read-target.ts';
import { compact, type IsRecorded, roomFor } from '../iam/room.ts';

/** Writes that IAM may have taken, at most; then trying ends. */
const UNCLEAR_WRITES = 8;
/** Permanent failures, at most; then trying ends. */
const REFUSALS = 2;

/** What the caller of `applyIntent` decides. */
export interface ApplyOptions {
  readonly eligibility: Eligibility;
  readonly isRecorded: IsRecorded;
  /**
   * Asked immediately before every change, with the target as it was read: checks kill switch, tombstone and breaker,
   * and writes the audit record. A reason stops the action. If it throws, `applyIntent` throws the same.
   */
  readonly permit: (live: LiveTarget, document: string) => Promise<string | undefined>;
  /**
   * Asked once the policy is in place. A reason, such as an undo that came in between, takes the policy back.
   * `written`: it was written just now, not found.
   */
  readonly withdrawn: (written: boolean) => Promise<string | undefined>;
  /** No try begins after it (ms since 1970). */
  readonly deadline: number;
}

/** An action under way. `sent`: writes that IAM has or may have taken; `refusals`: permanent failures. */
interface Work {
  readonly bench: Bench;
  readonly intent: Intent;
  readonly options: ApplyOptions;
  readonly name: string;
  readonly document: string;
  readonly state: {
    sent: number;
    /** Policies that the new one covers, to be removed once it is in place. */
    after: Extract<RoomPlan, { kind: 'fits' }>['after'];
    ours: readonly OurPolicy[];
    refusals: number;
    removed: readonly Removable[];
  };
}

/** The result of one try: the end, or a failure after which another may be made. */
type Try =
  | { readonly end: Applied }
  | { readonly failure: IamFailure; readonly check?: readonly string[] | undefined };

/**
 * Puts an intent in force: look, check, make room, write, read back, compare. Any process may call it again at any
 * time: the policy's name and document follow from the intent, and every try begins with a look at IAM.
 */
export async function applyIntent(bench: Bench, intent: Intent, options: ApplyOptions): Promise<Applied> {
  const state: Work['state'] = { sent: 0, refusals: 0, removed: [], after: [], ours: [] };
  const name = policyName(intent.actionId);
  const work: Work = { bench, intent, options, name, document: denyPolicy(intent), state };
  const { random, sleep, now } = bench.waiting;
  if (now() >= options.deadline) return tooLate(intent, options.deadline);
  for (let tries = 0; ; tries++) {
    const found = await attempt(work);
    if ('end' in found) return found.end;
    const { failure } = found;
    if (failure.class === 'stale') bench.access.forget(intent.target);
    if (failure.class === 'permanent') work.state.refusals += 1;
    const final =
      failure.class === 'permanent' && (!worthASecondTry(failure) || work.state.refusals >= REFUSALS);
    const pause = backoff(tries, FIRST, MOST, random);
    if (final || now() + pause >= options.deadline || work.state.sent >= UNCLEAR_WRITES) {
      return conclude(work, failure, found.check);
    }
    await sleep(pause);
  }
}

async function attempt(work: Work): Promise<Try> {
  const { document, intent, name } = work;
  const reached = await reach(work.bench, intent.target, intent.actionId, work.options.deadline);
  if (!reached.ok) return reached;
  const { policies } = reached;
  const before = await tried(() => policies.get(name));
  if (!before.ok) return before;
  if (before.value !== undefined) {
    return sameDocument(before.value, document) ? stands(work, policies) : { end: foreignOf(intent) };
  }
  const read = await tried(() => readTarget(policies, intent.target, work.bench.waiting.now()));
  if (!read.ok) return read;
  const why = ineligible(read.value, intent, work.options.eligibility);
  return why === undefined ? write(work, policies, read.value) : { end: { outcome: 'ineligible', why } };
}

async function write(work: Work, policies: InlinePolicies, live: LiveTarget): Promise<Try> {
  const { document, intent, name, options, state } = work;
  const { isRecorded } = options;
  const plan = await roomFor(live, intent, { isRecorded, now: work.bench.waiting.now() });
  if (plan.kind === 'full') return { end: fullOf(intent, plan) };
  state.after = plan.after;
  state.ours = live.ours;
  const reason = await options.permit(live, document);
  if (reason !== undefined) return stop(work, policies, reason);
  for (const gone of plan.remove) {
    const removed = await tried(() => policies.remove(gone.name));
    if (!removed.ok) return removed;
    state.removed = [...state.removed, gone];
  }
  const again = plan.remove.length === 0 ? undefined : await options.permit(live, document);
  if (again !== undefined) return stop(work, policies, again);
  const put = await tried(() => policies.put(name, document));
  if (!put.ok && put.failure.class !== 'unclear') return put;
  state.sent += 1;
  if (!put.ok) return put;
  const after = await tried(() => policies.get(name));
  if (!after.ok) return after;
  if (after.value !== undefined && sameDocument(after.value, document))
    return stands(work, policies, 'applied');
  const message = 'the policy was written and cannot be read yet, or was changed at once';
  return { failure: { class: 'unclear', code: 'NotVisible', message } };
}

/** The policy is in place. Takes it back if somebody has undone the action meanwhile, else removes what it covers. */
async function stands(work: Work, policies: InlinePolicies, as?: 'applied'): Promise<Try> {
  const { document, name, options, state } = work;
  const reason = await options.withdrawn(as === 'applied' || state.sent > 0);
  if (reason !== undefined) return takeBack(policies, name, reason);
  const covered = state.after.flatMap((gone) => {
    const own = state.ours.find((one) => one.name === gone.name);
    return own === undefined ? [] : [{ ...gone, document: own.document }];
  });
  const { lost, removed } = await compact(policies, { name, document }, covered);
  const outcome = as ?? (state.sent > 0 ? 'applied' : 'already');
  return { end: { outcome, policyName: name, document, removed: [...state.removed, ...removed], lost } };
}

/** Stopped before the write. A write of an earlier try may have arrived all the same, and is taken back. */
async function stop({ name, state }: Work, policies: InlinePolicies, reason: string): Promise<Try> {
  return state.sent === 0 ? { end: { outcome: 'stopped', reason } } : takeBack(policies, name, reason);
}

async function takeBack(policies: InlinePolicies, name: string, reason: string): Promise<Try> {
  const removed = await tried(() => policies.remove(name));
  return removed.ok ? { end: { outcome: 'stopped', reason } } : removed;
}

/** No try is left: a last look at IAM tells whether a write has arrived after all. */
async function conclude(work: Work, failure: IamFailure, check?: readonly string[]): Promise<Applied> {
  const { bench, document, intent, name, state } = work;
  if (state.sent === 0) return failedOf(intent, failure, { check, mayBeApplied: false });
  const reached = await reach(bench, intent.target, intent.actionId, bench.waiting.now());
  const look = reached.ok ? await tried(() => reached.policies.get(name)) : reached;
  if (!reached.ok || !look.ok) return failedOf(intent, failure, { check, mayBeApplied: true });
  // absent may mean that IAM has not spread the write yet; another document is somebody else's
  if (look.value === undefined) return failedOf(intent, failure, { check, mayBeApplied: true });
  if (!sameDocument(look.value, document)) return failedOf(intent, failure, { check, mayBeApplied: false });
  const found = await stands(work, reached.policies, 'applied');
  return 'end' in found ? found.end : failedOf(intent, found.failure, { check, mayBeApplied: true });
}
