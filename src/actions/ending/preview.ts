import { denyPolicy, policyName, sameDocument } from '../../core/action/deny-policy.ts';
import { ineligible } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import type { Removable } from '../../core/action/policy-room.ts';
import { foreignOf, fullOf } from '../iam/applied.ts';
import { type Bench, reach, tried } from '../iam/bench.ts';
import { whatToDo } from '../iam/errors.ts';
import { readTarget } from '../iam/read-target.ts';
import { roomFor } from '../iam/room.ts';
import type { ApplyOptions } from './tries.ts';

/** What a revocation would do to its target as it is now. */
export type Preview =
  | { readonly kind: 'would-write'; readonly remove: readonly Removable[] }
  | { readonly kind: 'stands' }
  | { readonly kind: 'refused'; readonly reason: string; readonly whatToDo: readonly string[] };

/** How long reading may be repeated while it is throttled (ms). */
const PATIENCE = 30_000;

/** Makes all the checks of a revocation on its target, and changes nothing. */
export async function preview(
  bench: Bench,
  intent: Intent,
  { eligibility, isRecorded }: Pick<ApplyOptions, 'eligibility' | 'isRecorded'>,
): Promise<Preview> {
  const { now } = bench.waiting;
  const document = denyPolicy(intent);
  const reached = await reach(bench, intent.target, intent.actionId, now() + PATIENCE);
  if (!reached.ok) return refusal(reached.failure.message, reached.check);
  const { policies } = reached;
  const read = await tried(async () => ({
    before: await policies.get(policyName(intent.actionId)),
    live: await readTarget(policies, intent.target, now()),
  }));
  if (!read.ok) {
    return refusal(`${read.failure.code}: ${read.failure.message}`, whatToDo(read.failure, intent));
  }
  const { before, live } = read.value;
  if (before !== undefined && sameDocument(before, document)) return { kind: 'stands' };
  if (before !== undefined) return refusal(foreignOf(intent).reason, foreignOf(intent).whatToDo);
  const why = ineligible(live, intent, eligibility);
  if (why !== undefined) return refusal(why.summary, why.whatToDo);
  const plan = await roomFor(live, intent, { isRecorded, now: now() });
  return plan.kind === 'full'
    ? refusal(plan.reason, fullOf(intent, plan).whatToDo)
    : { kind: 'would-write', remove: [...plan.remove, ...plan.after] };
}

function refusal(reason: string, steps: readonly string[]): Preview {
  return { kind: 'refused', reason, whatToDo: steps };
}
