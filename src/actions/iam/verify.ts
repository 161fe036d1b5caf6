import {
  covers,
  denyOf,
  denyPolicy,
  policyName,
  readDeny,
  sameDocument,
} from '../../core/action/deny-policy.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import { coverOf } from '../../core/action/policy-room.ts';
import { type Bench, reach, tried } from './bench.ts';
import type { IamFailure } from './errors.ts';

/** Whether a revocation is in place as it was written. `changed`: the policy has another document. */
export type Standing =
  | { readonly kind: 'in-force' | 'missing' | 'changed' }
  | { readonly kind: 'unknown'; readonly failure: IamFailure };

type Recorded = Pick<ActionRecord, 'detail' | 'intent'>;

/** How long reading may be repeated while it is throttled (ms). */
const PATIENCE = 30_000;

/** Reads whether an action is in force: by its own policy, or by the one that its record names as covering it. */
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

/** Reads the policy of an intent. */
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
