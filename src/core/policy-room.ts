import { covers, type Deny, sizeOf } from './deny-policy.ts';
import type { Millis } from './event.ts';
import type { Target } from './target.ts';

/** Most of our policies on one role or user; above it they are compacted. */
export const MOST_OF_OURS = 8;
/** What IAM allows for all inline policies together, white space not counted. */
export const INLINE_LIMIT: Readonly<Record<Target['kind'], number>> = { role: 10_240, user: 2_048 };

const HOUR = 3_600_000;
const MARGIN = HOUR / 4;
const LONGEST: Readonly<Record<Target['kind'], Millis>> = { role: 12 * HOUR, user: 36 * HOUR };

/** One of our policies as it was read from IAM, unchanged in form. */
export interface OurPolicy {
  readonly name: string;
  readonly actionId: string;
  readonly document: string;
  readonly deny: Deny;
}

/** What one target has of inline policies. `total` counts all of them, ours included. */
export interface Room {
  readonly kind: Target['kind'];
  readonly total: number;
  readonly ours: readonly OurPolicy[];
  /** The role's MaxSessionDuration in seconds; undefined for users. */
  readonly maxSessionSeconds: number | undefined;
}

/** A policy that can go without one session being let in again. */
export interface Removable {
  readonly name: string;
  readonly actionId: string;
  readonly why: 'expired' | 'covered';
  /** For `covered`: the policy that denies the same sessions. Undo of that one must write this one again. */
  readonly by: string | undefined;
}

const COVERED = /^covered by rolewarden-([0-9a-f]{16})/;

/** What a record says of a policy that made room for others: which policy denies the same. */
export function coveredWords(by: string): string {
  return `covered by ${by}; removed to make room`;
}

/** The action whose policy denies in its stead, where a record's detail says so. */
export function coverOf(detail: string): string | undefined {
  return COVERED.exec(detail)?.[1];
}

/** Whether a document fits, after which removals; or why it never will. */
export type RoomPlan =
  | { readonly kind: 'fits'; readonly remove: readonly Removable[] }
  | { readonly kind: 'full'; readonly reason: string; readonly whatToDo: readonly string[] };

/**
 * When the last session that a deny is for has ended: its latest issue, the longest session there is (12 hours for
 * roles, 36 for users, never less than the role's own maximum), and a quarter of an hour.
 */
export function denyExpires(deny: Deny, room: Pick<Room, 'kind' | 'maxSessionSeconds'>): Millis {
  return deny.until + Math.max(LONGEST[room.kind], (room.maxSessionSeconds ?? 0) * 1_000) + MARGIN;
}

/** Our policies whose sessions have all ended. */
export function expiredOf(room: Omit<Room, 'total'>, now: Millis): readonly Removable[] {
  return room.ours
    .filter(({ deny }) => denyExpires(deny, room) <= now)
    .map(({ name, actionId }) => ({ name, actionId, why: 'expired', by: undefined }));
}

/**
 * Plans the room for one more document. Removes nothing while it fits; then what expired, then what another policy
 * covers. The set of denied sessions never changes while one of them lives: if that is not enough, it is refused.
 */
export function planRoom(room: Room, document: string, now: Millis): RoomPlan {
  const size = sizeOf(document);
  const expired = expiredOf(room, now);
  const rest = room.ours.filter(({ name }) => expired.every((gone) => gone.name !== name));
  const plans = [[], expired, [...expired, ...coveredOf(rest)]];
  const remove = plans.find((removed) => fits(room, size, removed));
  return remove === undefined ? full(room, size) : { kind: 'fits', remove };
}

/** Policies that another one covers, each with one that stays. Of two that deny the same, the first by name stays. */
function coveredOf(ours: readonly OurPolicy[]): readonly Removable[] {
  const over = (inner: OurPolicy, outer: OurPolicy) =>
    outer.name !== inner.name &&
    covers(outer.deny, inner.deny) &&
    (!covers(inner.deny, outer.deny) || outer.name < inner.name);
  const staying = ours.filter((inner) => !ours.some((outer) => over(inner, outer)));
  return ours.flatMap((inner) => {
    const by = staying.find((outer) => over(inner, outer));
    const { actionId, name } = inner;
    return by === undefined ? [] : [{ name, actionId, why: 'covered' as const, by: by.name }];
  });
}

function fits({ kind, ours, total }: Room, size: number, removed: readonly Removable[]): boolean {
  const freed = ours
    .filter(({ name }) => removed.some((gone) => gone.name === name))
    .reduce((sum, { document }) => sum + sizeOf(document), 0);
  return ours.length - removed.length < MOST_OF_OURS && total - freed + size <= INLINE_LIMIT[kind];
}

function full({ kind, ours, total }: Room, size: number): RoomPlan {
  const most = ours.length >= MOST_OF_OURS;
  return {
    kind: 'full',
    reason: most
      ? `the ${kind} carries ${ours.length} live denies of Rolewarden, at most ${MOST_OF_OURS} are written`
      : `the ${kind}'s inline policies take ${total} of ${INLINE_LIMIT[kind]} characters; the deny needs ${size} more`,
    whatToDo: most
      ? [
          'So many sessions in so little time mean that the caller is compromised: end all sessions (role-wide).',
          'Cut off who assumes it: the trust policy, or the caller’s own sessions and keys.',
        ]
      : [
          `End all sessions of the ${kind} by a customer managed policy with the same deny, attached to it.`,
          'Or move an inline policy of yours into a managed one, and try again.',
        ],
  };
}
