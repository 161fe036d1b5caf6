import { denyExpires } from '../../core/action/deny-life.ts';
import { denyOf, POLICY_PREFIX } from '../../core/action/deny-policy.ts';
import { type ActionRecord, type ActionState, FINAL, STANDING } from '../../core/action/ledger.ts';
import { coverOf, expiredOf, type OurPolicy, type Room } from '../../core/action/policy-room.ts';

/** What stands on a target under names of ours; `foreign`: those with a document that Rolewarden never writes. */
export interface PoliciesFound extends Pick<Room, 'kind' | 'maxSessionSeconds' | 'ours'> {
  readonly foreign: readonly string[];
}

/**
 * One step of a sweep. A policy is removed that has `expired`, or that was undone and is there all the same
 * (`resurrected`). All others are only told: a policy that the records do not have (`unrecorded`) or that is not ours
 * (`foreign`), and a record whose policy somebody may have removed (`missing`) or is rightly gone (`over`).
 */
export type Step =
  | { readonly kind: 'expired' | 'resurrected'; readonly actionId: string; readonly name: string }
  | { readonly kind: 'missing' | 'foreign' | 'over'; readonly actionId: string }
  /** `live`: its sessions may still be active. */
  | {
      readonly kind: 'unrecorded';
      readonly actionId: string;
      readonly policy: OurPolicy;
      readonly live: boolean;
    };

/**
 * Compares what stands on a target with its records: what a sweep does there, and what a dry run announces. Without
 * `records` nothing counts as undone, unrecorded or missing.
 */
export function planSweep(
  found: PoliciesFound,
  records: readonly ActionRecord[] | undefined,
  now: number,
): readonly Step[] {
  const { foreign, ours } = found;
  const expired = expiredOf(found, now);
  const live = ours.filter(({ name }) => expired.every((gone) => gone.name !== name));
  const states = new Map((records ?? []).map(({ actionId, state }) => [actionId, state]));
  const undone = live.filter(({ actionId }) => isFinal(states.get(actionId)));
  const strange = records === undefined ? [] : ours.filter(({ actionId }) => !states.has(actionId));
  const gone = goneOf(records ?? [], new Set(ours.map(({ actionId }) => actionId)), now);
  return [
    ...expired.map(({ actionId, name }) => ({ kind: 'expired' as const, actionId, name })),
    ...undone.map(({ actionId, name }) => ({ kind: 'resurrected' as const, actionId, name })),
    ...strange.map((policy) => ({
      kind: 'unrecorded' as const,
      actionId: policy.actionId,
      policy,
      live: live.includes(policy),
    })),
    ...gone.filter(({ kind }) => kind === 'missing'),
    ...foreign.map((name) => ({ kind: 'foreign' as const, actionId: name.slice(POLICY_PREFIX.length) })),
    ...gone.filter(({ kind }) => kind === 'over'),
  ];
}

/** States in which a covering policy counts as in place. In other states it does only if IAM has it. */
const COVERING: readonly ActionState[] = ['ready', ...STANDING];

/** Records that say that a policy is in place, though IAM does not have it (`has`: those that it has). */
function goneOf(records: readonly ActionRecord[], has: ReadonlySet<string>, now: number): readonly Step[] {
  return records
    .filter(({ actionId, state }) => STANDING.includes(state) && !has.has(actionId))
    .flatMap((record): readonly Step[] => {
      const { actionId } = record;
      if (isOver(record, now)) return [{ kind: 'over', actionId }];
      return isCovered(record, records, has) ? [] : [{ kind: 'missing', actionId }];
    });
}

function isOver({ intent }: ActionRecord, now: number): boolean {
  return denyExpires(denyOf(intent), intent.target) <= now;
}

/** Whether a policy made room for one that covers it and is in place, or about to be: that is no drift. */
function isCovered(
  { actionId, detail }: ActionRecord,
  all: readonly ActionRecord[],
  has: ReadonlySet<string>,
): boolean {
  const by = coverOf(detail);
  const cover = by === actionId ? undefined : all.find((one) => one.actionId === by);
  if (cover === undefined || FINAL.has(cover.state)) return false;
  return COVERING.includes(cover.state) || has.has(cover.actionId);
}

function isFinal(state: ActionState | undefined): boolean {
  return state !== undefined && FINAL.has(state);
}
