import type { Target } from '../event/target.ts';
import type { Millis } from '../time/days.ts';
import { denyExpires, type Holder } from './deny-life.ts';
import { covers, type Deny, sizeOf } from './deny-policy.ts';

/** Most of our policies on one role or user; above it they are compacted. */
export const MOST_OF_OURS = 8;
/** What IAM allows for all inline policies together, white space not counted. */
export const INLINE_LIMIT: Readonly<Record<Target['kind'], number>> = { role: 10_240, user: 2_048 };

/** One of our policies as it was read from IAM, unchanged in form. */
export interface OurPolicy {
  readonly name: string;
  readonly actionId: string;
  readonly document: string;
  readonly deny: Deny;
}

/** What one target has of inline policies. `total` counts all of them, ours included. */
export interface Room extends Holder {
  readonly total: number;
  readonly ours: readonly OurPolicy[];
  /** Action ids of those that the ledger knows as written and not ended. Anybody may write a document like ours. */
  readonly recorded: ReadonlySet<string>;
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

/** Whether a document fits, after which removals; or why it never will. `many`: there are as many of ours as are written. */
export type RoomPlan =
  | {
      readonly kind: 'fits';
      /** Gone before the write. */
      readonly remove: readonly Removable[];
      /** What the new document covers: gone once that stands. */
      readonly after: readonly Removable[];
    }
  | { readonly kind: 'full'; readonly reason: string; readonly many: boolean };

/** Our policies whose sessions have all ended. */
export function expiredOf(room: Holder & Pick<Room, 'ours'>, now: Millis): readonly Removable[] {
  return room.ours
    .filter(({ deny }) => denyExpires(deny, room) <= now)
    .map(({ name, actionId }) => ({ name, actionId, why: 'expired', by: undefined }));
}

/**
 * Plans the room for one more policy. Removes nothing while it fits; then what expired, what another policy covers, and
 * at last, once it stands, what it covers itself. The set of denied sessions never changes while one of them lives: if
 * that is not enough, it is refused. What the ledger does not know counts for its size alone and covers nothing: whoever
 * wrote it may take it away, and no undo could write it back.
 */
export function planRoom(room: Room, next: Omit<OurPolicy, 'actionId'>, now: Millis): RoomPlan {
  const expired = expiredOf(room, now);
  const rest = room.ours.filter(
    ({ actionId, name }) => room.recorded.has(actionId) && expired.every((gone) => gone.name !== name),
  );
  const covered = [...expired, ...coveredOf(rest)];
  const left = rest.filter(({ name }) => covered.every((gone) => gone.name !== name));
  const after = left
    .filter(({ deny, name }) => name !== next.name && covers(next.deny, deny))
    .map(({ actionId, name }) => ({ name, actionId, why: 'covered' as const, by: next.name }));
  const last = { remove: covered, after };
  const plans = [
    { remove: [], after: [] },
    { remove: expired, after: [] },
    { remove: covered, after: [] },
    last,
  ];
  const size = sizeOf(next.document);
  const plan = plans.find((one) => {
    const stays = taken(room, one);
    return stays.counted < MOST_OF_OURS && stays.size + size <= INLINE_LIMIT[room.kind];
  });
  return plan === undefined ? full(room.kind, taken(room, last), size) : { kind: 'fits', ...plan };
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

/** How many active denies count while the new policy is written, and how many characters they all take. */
function taken(
  { ours, recorded, total }: Room,
  { after, remove }: { readonly remove: readonly Removable[]; readonly after: readonly Removable[] },
): { readonly counted: number; readonly size: number } {
  const left = ours.filter(({ name }) => remove.every((gone) => gone.name !== name));
  const sizes = (some: readonly OurPolicy[]) => some.reduce((sum, { document }) => sum + sizeOf(document), 0);
  const counted = left.filter(({ actionId }) => recorded.has(actionId)).length - after.length;
  return { counted, size: total - sizes(ours) + sizes(left) };
}

function full(kind: Target['kind'], stays: ReturnType<typeof taken>, size: number): RoomPlan {
  const many = stays.counted >= MOST_OF_OURS;
  return {
    kind: 'full',
    many,
    reason: many
      ? `the ${kind} already has ${stays.counted} active denies of Rolewarden, at most ${MOST_OF_OURS} are written`
      : `the ${kind}'s inline policies take ${stays.size} of ${INLINE_LIMIT[kind]} characters; the deny needs ${size} more`,
  };
}
