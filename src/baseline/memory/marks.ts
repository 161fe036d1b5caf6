import { grouped } from '../../core/collections/grouped.ts';
import { keptMarks, MARK_KEEP, type Mark, markKey, uniteMarks } from '../../core/history/mark.ts';
import type { Recalled, RecallRequest } from '../../core/ports/ports.ts';

/** The short windows, kept in the process. */
export interface MemoryMarks {
  /** Adds the request's marks, then answers what it asks for. */
  recall(request: RecallRequest): Recalled['marks'];
}

/** After so many marks those that can no longer count are dropped. */
const SWEEP_EVERY = 20_000;

/** Keeps at most `most` marks: beyond that, those of the owner and tag that were added to longest ago go first. */
export function createMemoryMarks(most = Number.POSITIVE_INFINITY): MemoryMarks {
  const kept = new Map<string, readonly Mark[]>();
  let [latest, sinceSweep, size] = [0, 0, 0];
  const sweep = () => {
    for (const [at, list] of kept) {
      if ((list.at(-1)?.time ?? 0) + MARK_KEEP < latest) forget(at, list);
    }
    sinceSweep = 0;
  };
  const forget = (at: string, list: readonly Mark[]) => {
    kept.delete(at);
    size -= list.length;
  };
  const keep = (at: string, list: readonly Mark[]) => {
    size += list.length - (kept.get(at)?.length ?? 0);
    if (most !== Number.POSITIVE_INFINITY) kept.delete(at);
    kept.set(at, list);
    if (size <= most) return;
    for (const [oldest, its] of kept) {
      if (size <= most) return;
      forget(oldest, its);
    }
  };
  return {
    recall({ marks, markOwners }) {
      const found = new Map<string, readonly Mark[]>();
      for (const [at, added] of grouped(marks, ({ tag, owner }) => markKey(tag, owner))) {
        const all = united(kept.get(at), added);
        found.set(at, all);
        keep(at, keptMarks(all));
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

/** Most marks come one by one, each later than those before it: such a one is appended. */
function united(known: readonly Mark[] | undefined, added: readonly Mark[]): readonly Mark[] {
  const [first] = added;
  const last = known?.at(-1);
  if (known === undefined || last === undefined || first === undefined) return uniteMarks([], added);
  return added.length === 1 && last.time < first.time ? [...known, first] : uniteMarks(known, added);
}
