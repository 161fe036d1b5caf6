import { covers, denyOf, denyPolicy, policyName, readDeny, sameDocument } from '../core/deny-policy.ts';
import { VERIFY_AFTER } from '../core/due.ts';
import type { Intent } from '../core/intent.ts';
import type { ActionRecord } from '../core/ledger.ts';
import { coverOf } from '../core/policy-room.ts';
import { type Bench, reach, tried } from './bench.ts';
import type { IamFailure } from './iam-errors.ts';

/** Whether a revocation stands as it was written. `changed`: the name is there with another document. */
export type Standing =
  | { readonly kind: 'in-force' | 'missing' | 'changed' }
  | { readonly kind: 'unknown'; readonly failure: IamFailure };

type Recorded = Pick<ActionRecord, 'detail' | 'intent'>;

/** How long a look may be repeated while it is throttled. */
const PATIENCE = 30_000;

/** Reads what an action's record says once: its own policy, or the one that covered it and made it go. */
export async function verifyRecord(bench: Bench, { detail, intent }: Recorded): Promise<Standing> {
  const own = await verify(bench, intent);
  const cover = coverOf(detail);
  if (own.kind !== 'missing' || cover === undefined) return own;
  const reached = await reach(bench, intent.target, intent.actionId, bench.waiting.now() + PATIENCE);
  if (!reached.ok) return { kind: 'unknown', failure: reached.failure };
  const name = policyName(cover);
  const read = await tried(() => reached.policies.get(name));
  if (!read.ok) return { kind: 'unknown', failure: read.failure };
  const deny = readDeny(name, read.value ?? '');
  return deny !== undefined && covers(deny, denyOf(intent)) ? { kind: 'in-force' } : own;
}

/** Reads the policy once. For the caller that waits by itself, and for a re-check after a tamper event. */
export async function verify(bench: Bench, intent: Intent): Promise<Standing> {
  const deadline = bench.waiting.now() + PATIENCE;
  const reached = await reach(bench, intent.target, intent.actionId, deadline);
  if (!reached.ok) return { kind: 'unknown', failure: reached.failure };
  const read = await tried(() => reached.policies.get(policyName(intent.actionId)));
  if (!read.ok) {
    if (read.failure.code === 'NoSuchEntity') return { kind: 'missing' };
    if (read.failure.class === 'stale') bench.access.forget(intent.target);
    return { kind: 'unknown', failure: read.failure };
  }
  if (read.value === undefined) return { kind: 'missing' };
  return { kind: sameDocument(read.value, denyPolicy(intent)) ? 'in-force' : 'changed' };
}

/** Reads it again after each delay, counted from the call. Ends early when it does not stand: act at once. */
export async function verifyTwice(
  bench: Bench,
  intent: Intent,
  delays: readonly number[] = VERIFY_AFTER,
): Promise<Standing> {
  const start = bench.waiting.now();
  let standing: Standing = { kind: 'in-force' };
  for (const delay of delays) {
    await bench.waiting.sleep(Math.max(0, start + delay - bench.waiting.now()));
    standing = await verify(bench, intent);
    if (standing.kind === 'missing' || standing.kind === 'changed') return standing;
  }
  return standing;
}
