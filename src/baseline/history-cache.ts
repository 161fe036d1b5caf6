/** Packed histories that were read for one cut, or for a later one. `undefined` bytes: nothing is kept of the owner. */
export interface HistoryCache {
  /** Undefined if the owner was not read for this cut. */
  get(owner: string, cut: number): { readonly bytes: Buffer | undefined } | undefined;
  set(owner: string, cut: number, bytes: Buffer | undefined): void;
  /** What the owner's history is now; kept only if it was read before, for the cut it was read for. */
  renew(owner: string, bytes: Buffer | undefined): void;
}

interface Kept {
  readonly cut: number;
  readonly bytes: Buffer | undefined;
}

/** An entry's own size besides its bytes, about. */
const ENTRY = 160;

/**
 * What may change a history is not seen before the next cut, so a process may keep what it read for the length of one.
 * Holds at most `most` bytes: in two halves, of which the older is dropped when the younger is full.
 */
export function createHistoryCache(most: number): HistoryCache {
  let young = new Map<string, Kept>();
  let old = new Map<string, Kept>();
  let size = 0;
  const put = (owner: string, kept: Kept) => {
    const before = young.get(owner);
    size += (kept.bytes?.length ?? 0) - (before?.bytes?.length ?? 0);
    if (before === undefined) size += ENTRY + owner.length;
    young.set(owner, kept);
    if (size <= most / 2) return;
    old = young;
    young = new Map();
    size = 0;
  };
  return {
    get(owner, cut) {
      const kept = young.get(owner) ?? old.get(owner);
      if (kept === undefined || kept.cut < cut) return undefined;
      if (!young.has(owner)) put(owner, kept);
      return kept;
    },
    set: (owner, cut, bytes) => put(owner, { cut, bytes }),
    renew(owner, bytes) {
      const kept = young.get(owner) ?? old.get(owner);
      if (kept !== undefined) put(owner, { cut: kept.cut, bytes });
    },
  };
}
