import type { PackedHabits } from '../packed/habits.ts';

/** Histories that were read for one cut, or for a later one. `undefined` habits: nothing is kept of the owner. */
export interface HistoryCache {
  /** Undefined if the owner was not read for this cut. */
  get(owner: string, cut: number): { readonly habits: PackedHabits | undefined } | undefined;
  /** Keeps what was read. */
  set(owner: string, cut: number, habits: PackedHabits | undefined): void;
  /** What was read last, whatever the cut. */
  last(owner: string): { readonly habits: PackedHabits | undefined } | undefined;
  /** What the owner's history is now; kept only if it was read before, for the cut it was read for. */
  renew(owner: string, habits: PackedHabits | undefined): void;
}

interface Kept {
  readonly cut: number;
  readonly habits: PackedHabits | undefined;
  /** Bytes, about. */
  readonly size: number;
}

/** Measured: what an entry takes besides its history, and how many times its packed bytes a history takes once it was asked. */
const ENTRY = 400;
const TIMES = 2;

/**
 * What is learned shows from the next cut on, so a process may keep what it read for one cut as long as that lasts.
 * Holds at most `most` bytes: in two halves, of which the older is dropped when the younger is full.
 */
export function createHistoryCache(most: number): HistoryCache {
  let young = new Map<string, Kept>();
  let old = new Map<string, Kept>();
  let size = 0;
  const put = (owner: string, kept: Kept) => {
    size += kept.size - (young.get(owner)?.size ?? 0);
    young.set(owner, kept);
    if (size <= most / 2) return;
    old = young;
    young = new Map();
    size = 0;
  };
  const keep = (owner: string, cut: number, habits: PackedHabits | undefined) =>
    put(owner, { cut, habits, size: ENTRY + owner.length + TIMES * (habits?.bytes.length ?? 0) });
  return {
    get(owner, cut) {
      const recent = young.get(owner);
      const kept = recent ?? old.get(owner);
      if (kept === undefined || kept.cut < cut) return undefined;
      if (recent === undefined) put(owner, kept);
      return kept;
    },
    last: (owner) => young.get(owner) ?? old.get(owner),
    set: keep,
    renew(owner, habits) {
      const kept = young.get(owner) ?? old.get(owner);
      if (kept !== undefined) keep(owner, kept.cut, habits);
    },
  };
}
