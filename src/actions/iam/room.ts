import { denyOf, denyPolicy, policyName, sameDocument } from '../../core/action/deny-policy.ts';
import type { LiveTarget } from '../../core/action/eligible.ts';
import type { Intent } from '../../core/action/intent.ts';
import { type OurPolicy, planRoom, type Removable, type RoomPlan } from '../../core/action/policy-room.ts';
import { tried } from './bench.ts';
import type { IamFailure } from './errors.ts';
import type { InlinePolicies } from './policies.ts';

/** Whether the ledger knows an action, in a state that is not final; always false without a ledger. */
export type IsRecorded = (actionId: string) => Promise<boolean>;

/** Plans the room for an intent's policy on its target as it is now. */
export async function roomFor(
  live: LiveTarget,
  intent: Intent,
  { isRecorded, now }: { readonly isRecorded: IsRecorded; readonly now: number },
): Promise<RoomPlan> {
  const asked = await Promise.all(live.ours.map(({ actionId }) => isRecorded(actionId)));
  const recorded = new Set(live.ours.flatMap(({ actionId }, at) => (asked[at] === true ? [actionId] : [])));
  const next = { name: policyName(intent.actionId), deny: denyOf(intent), document: denyPolicy(intent) };
  return planRoom({ ...live, recorded, kind: intent.target.kind }, next, now);
}

/**
 * A policy that was removed as covered, and could not be written back when its cover was gone: it denies nothing now.
 */
export interface Lost extends Pick<Removable, 'actionId' | 'name'> {
  readonly failure: IamFailure;
}

/** What was removed for good, and what could not be written back. */
export interface Compacted {
  readonly removed: readonly Removable[];
  readonly lost: readonly Lost[];
}

/** A policy that another, which is in place, covers; with its document, to be written back if that one goes. */
export type CoveredPolicy = Removable & Pick<OurPolicy, 'document'>;

/**
 * Removes the policies that another, which is in place, covers. If that one turns out to be gone by then, because of an
 * undo, writes them back. What cannot be written back will be missing for the sweep, which writes it again. What cannot
 * be removed now is removed another time.
 */
export async function compact(
  policies: InlinePolicies,
  stands: Pick<OurPolicy, 'name' | 'document'>,
  covered: readonly CoveredPolicy[],
): Promise<Compacted> {
  const gone: CoveredPolicy[] = [];
  for (const one of covered) {
    if ((await tried(() => policies.remove(one.name))).ok) gone.push(one);
  }
  if (gone.length === 0) return { removed: [], lost: [] };
  const look = await tried(() => policies.get(stands.name));
  const still = look.ok && look.value !== undefined && sameDocument(look.value, stands.document);
  if (still || !look.ok) return { removed: gone.map(({ document: _, ...removed }) => removed), lost: [] };
  const lost: Lost[] = [];
  for (const { actionId, document, name } of gone) {
    const back = await tried(() => policies.put(name, document));
    if (!back.ok) lost.push({ actionId, name, failure: back.failure });
  }
  return { removed: [], lost };
}
