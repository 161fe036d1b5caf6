import { denyPolicy, policyName, sameDocument } from '../../core/action/deny-policy.ts';
import type { Intent } from '../../core/action/intent.ts';
import { backoff } from '../../core/time/waiting.ts';
import { failedOf, tooLate } from '../iam/applied.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import { worthASecondTry } from '../iam/errors.ts';
import { FIRST, MOST } from '../iam/paced.ts';
import { attempt, stands } from './one-try.ts';
import { type ApplyOptions, type FailedTry, NOTHING_DONE, type Result, type Work } from './tries.ts';

/** Writes that IAM may have taken, at most; then trying ends. */
const UNCLEAR_WRITES = 8;
/** Permanent failures, at most; then trying ends. */
const REFUSALS = 2;

/**
 * Puts an intent in force: look, check, make room, write, read back, compare. Any process may call it again at any
 * time: the policy's name and document follow from the intent, and every try begins with a look at IAM.
 */
export async function applyIntent(bench: Bench, intent: Intent, options: ApplyOptions): Promise<Result> {
  const name = policyName(intent.actionId);
  const work: Work = { bench, intent, options, name, document: denyPolicy(intent) };
  const { random, sleep, now } = bench.waiting;
  if (now() >= options.deadline) return tooLate(intent, options.deadline);
  let progress = NOTHING_DONE;
  let refusals = 0;
  for (let tries = 0; ; tries++) {
    const found = await attempt(work, progress);
    if ('end' in found) return found.end;
    const { failure } = found;
    progress = found.progress;
    if (failure.class === 'stale') bench.access.forget(intent.target);
    if (failure.class === 'permanent') refusals += 1;
    const final = failure.class === 'permanent' && (!worthASecondTry(failure) || refusals >= REFUSALS);
    const pause = backoff(tries, FIRST, MOST, random);
    if (final || now() + pause >= options.deadline || progress.writes >= UNCLEAR_WRITES) {
      return conclude(work, found);
    }
    await sleep(pause, `${failure.code} (${failure.message})`);
  }
}

/** No try is left: a last look at IAM tells whether a write has arrived after all. */
async function conclude(work: Work, { check, failure, progress }: FailedTry): Promise<Result> {
  const { bench, document, intent, name } = work;
  const failed = (mayBeApplied: boolean) => failedOf(intent, failure, { check, mayBeApplied });
  if (progress.writes === 0) return failed(false);
  const reached = await reach(bench, intent.target, intent.actionId, bench.waiting.now());
  if (!reached.ok) return failed(true);
  const { policies } = reached;
  const look = await tried(() => policies.get(name));
  // absent may mean that IAM has not spread the write yet; another document is somebody else's
  if (!look.ok || look.value === undefined) return failed(true);
  if (!sameDocument(look.value, document)) return failed(false);
  const found = await stands(work, policies, progress);
  return 'end' in found ? found.end : failedOf(intent, found.failure, { check, mayBeApplied: true });
}
