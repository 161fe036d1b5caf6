import { sameDocument } from '../../core/action/deny-policy.ts';
import { ineligible, type LiveTarget } from '../../core/action/eligible.ts';
import type { OurPolicy, Removable } from '../../core/action/policy-room.ts';
import { foreignOf, fullOf } from '../iam/applied.ts';
import { reach, tried } from '../iam/bench.ts';
import type { IamFailure } from '../iam/errors.ts';
import type { InlinePolicies } from '../iam/policies.ts';
import { readTarget } from '../iam/read-target.ts';
import { type CoveredPolicy, compact, roomFor } from '../iam/room.ts';
import type { Progress, Stop, Try, Work } from './tries.ts';

/** Looks at IAM, and does what is left to do. */
export async function attempt(work: Work, progress: Progress): Promise<Try> {
  const { bench, document, intent, name, options } = work;
  const reached = await reach(bench, intent.target, intent.actionId, options.deadline);
  if (!reached.ok) return { failure: reached.failure, progress, check: reached.check };
  const { policies } = reached;
  const found = await tried(() => policies.get(name));
  if (!found.ok) return { failure: found.failure, progress };
  if (found.value !== undefined) {
    return sameDocument(found.value, document)
      ? stands(work, policies, progress)
      : { end: foreignOf(intent) };
  }
  const read = await tried(() => readTarget(policies, intent.target, bench.waiting.now()));
  if (!read.ok) return { failure: read.failure, progress };
  const why = ineligible(read.value, intent, options.eligibility);
  return why === undefined
    ? write(work, policies, read.value, progress)
    : { end: { outcome: 'ineligible', why } };
}

async function write(work: Work, policies: InlinePolicies, live: LiveTarget, before: Progress): Promise<Try> {
  const { bench, document, intent, options } = work;
  const { isRecorded, permit } = options;
  const plan = await roomFor(live, intent, { isRecorded, now: bench.waiting.now() });
  if (plan.kind === 'full') return { end: fullOf(intent, plan) };
  const planned = { ...before, covered: withDocuments(plan.after, live.ours) };
  const first = await permit(live, document);
  if (first !== undefined) return stop(work, policies, planned, first);
  if (plan.remove.length === 0) return put(work, policies, planned);
  const room = await makeRoom(policies, plan.remove, planned);
  if (room.failure !== undefined) return { failure: room.failure, progress: room.progress };
  const again = await permit(live, document);
  return again === undefined
    ? put(work, policies, room.progress)
    : stop(work, policies, room.progress, again);
}

function withDocuments(policies: readonly Removable[], ours: readonly OurPolicy[]): readonly CoveredPolicy[] {
  return policies.flatMap((policy) => {
    const own = ours.find(({ name }) => name === policy.name);
    return own === undefined ? [] : [{ ...policy, document: own.document }];
  });
}

/** Removes policies one by one; ends at the first that IAM does not let go. */
async function makeRoom(
  policies: InlinePolicies,
  remove: readonly Removable[],
  before: Progress,
): Promise<{ readonly progress: Progress; readonly failure?: IamFailure }> {
  let progress = before;
  for (const gone of remove) {
    const removed = await tried(() => policies.remove(gone.name));
    if (!removed.ok) return { progress, failure: removed.failure };
    progress = { ...progress, removed: [...progress.removed, gone] };
  }
  return { progress };
}

/** Writes the policy and reads it back. */
async function put(work: Work, policies: InlinePolicies, before: Progress): Promise<Try> {
  const { document, name } = work;
  const sent = await tried(() => policies.put(name, document));
  if (!sent.ok && sent.failure.class !== 'unclear') return { failure: sent.failure, progress: before };
  const progress = { ...before, writes: before.writes + 1 };
  if (!sent.ok) return { failure: sent.failure, progress };
  const look = await tried(() => policies.get(name));
  if (!look.ok) return { failure: look.failure, progress };
  if (look.value !== undefined && sameDocument(look.value, document)) return stands(work, policies, progress);
  const message = 'the policy was written and cannot be read yet, or was changed at once';
  return { failure: { class: 'unclear', code: 'NotVisible', message }, progress };
}

/** The policy is in place. Takes it back if somebody has undone the action meanwhile, else removes what it covers. */
export async function stands(work: Work, policies: InlinePolicies, progress: Progress): Promise<Try> {
  const { document, name, options } = work;
  const written = progress.writes > 0;
  const withdrawn = await options.withdrawn(written);
  if (withdrawn !== undefined) return takeBack(name, policies, progress, withdrawn);
  const { lost, removed } = await compact(policies, { name, document }, progress.covered);
  const outcome = written ? 'applied' : 'already';
  return { end: { outcome, policyName: name, document, removed: [...progress.removed, ...removed], lost } };
}

/** Stopped before the write. A write of an earlier try may have arrived all the same, and is taken back. */
async function stop({ name }: Work, policies: InlinePolicies, progress: Progress, why: Stop): Promise<Try> {
  if (progress.writes === 0) return { end: { outcome: 'stopped', ...why } };
  return takeBack(name, policies, progress, why);
}

async function takeBack(name: string, policies: InlinePolicies, progress: Progress, why: Stop): Promise<Try> {
  const removed = await tried(() => policies.remove(name));
  return removed.ok ? { end: { outcome: 'stopped', ...why } } : { failure: removed.failure, progress };
}
