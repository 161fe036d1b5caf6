import { keptMarks, MARK_KEEP, type Mark, markKey, uniteMarks } from '../core/mark.ts';
import type { Recalled, RecallRequest } from '../core/ports.ts';

/** The short windows, kept in the process. */
export interface MemoryMarks {
  /** Adds the request's marks, then answers what it asks for. */
  recall(request: RecallRequest): Recalled['marks'];
}

/** After so many marks those that can no longer count are dropped. */
const SWEEP_EVERY = 20_000;

export function createMemoryMarks(): MemoryMarks {
  const kept = new Map<string, readonly Mark[]>();
  let [latest, sinceSweep] = [0, 0];
  const sweep = () => {
    for (const [at, list] of kept) {
      if ((list.at(-1)?.time ?? 0) + MARK_KEEP < latest) kept.delete(at);
    }
    sinceSweep = 0;
  };
  return {
    recall({ marks, markOwners }) {
      const found = new Map<string, readonly Mark[]>();
      for (const [at, added] of byOwner(marks)) {
        const all = united(kept.get(at), added);
        found.set(at, all);
        kept.set(at, keptMarks(all));
        latest = Math.max(latest, all.at(-1)?.time ?? 0);
      }
      for (const { tag, owner } of markOwners) {
        const at = markKey(tag, owner);
        const known = kept.get(at);
        if (known !== undefined && !found.has(at)) found.set(at, known);
      }
      sinceSweep += marks.length;
      if (sinceSweep >= SWEEP_EVERY) sweep();
      return found;
    },
  };
}

/** Marks mostly come one after the other. */
function united(known: readonly Mark[] | undefined, added: readonly Mark[]): readonly Mark[] {
  const [first] = added;
  const last = known?.at(-1);
  if (known === undefined || last === undefined || first === undefined) return uniteMarks([], added);
  return added.length === 1 && last.time < first.time ? [...known, first] : uniteMarks(known, added);
}

function byOwner(marks: readonly Mark[]): ReadonlyMap<string, readonly Mark[]> {
  const grouped = new Map<string, Mark[]>();
  for (const mark of marks) {
    const at = markKey(mark.tag, mark.owner);
    const list = grouped.get(at);
    if (list === undefined) grouped.set(at, [mark]);
    else list.push(mark);
  }
  return grouped;
}
