import { grouped } from '../../core/collections/grouped.ts';
import { keptMarks, MARK_KEEP, type Mark, type OwnMarks, uniteMarks } from '../../core/history/mark.ts';
import type { Recalled, RecallRequest } from '../../core/ports/ports.ts';

/** The short windows, kept in the process. */
export interface MemoryMarks {
  /** Adds the request's marks, then answers what it asks for. */
  recall(request: RecallRequest): Recalled['marks'];
}

/** After so many marks those that can no longer count are dropped. */
const SWEEP_EVERY = 20_000;

/** Keeps at most `most` marks: beyond that, those of the owners that were added to longest ago go first. */
export function createMemoryMarks(most = Number.POSITIVE_INFINITY): MemoryMarks {
  // What is kept of an owner never changes: it is replaced, so an answer stays what it was.
  const kept = new Map<string, OwnMarks>();
  let latest = 0;
  let sinceSweep = 0;
  let size = 0;
  const sweep = () => {
    for (const [owner, own] of kept) if (newestOf(own) + MARK_KEEP < latest) forget(owner, own);
    sinceSweep = 0;
  };
  const forget = (owner: string, own: OwnMarks) => {
    kept.delete(owner);
    size -= sizeOf(own);
  };
  const keep = (owner: string, own: OwnMarks) => {
    size += sizeOf(own) - sizeOf(kept.get(owner));
    if (most !== Number.POSITIVE_INFINITY) kept.delete(owner);
    kept.set(owner, own);
    if (size <= most) return;
    for (const [oldest, its] of kept) {
      if (size <= most) return;
      forget(oldest, its);
    }
  };
  return {
    recall({ marks, markOwners }) {
      const found = new Map<string, OwnMarks>();
      for (const [owner, added] of grouped(marks, (mark) => mark.owner)) {
        const { all, stay } = withMarks(kept.get(owner), added);
        found.set(owner, all);
        keep(owner, stay);
        latest = Math.max(latest, newestOf(stay));
      }
      for (const owner of markOwners) {
        const own = kept.get(owner);
        if (own !== undefined && !found.has(owner)) found.set(owner, own);
      }
      sinceSweep += marks.length;
      if (sinceSweep >= SWEEP_EVERY) sweep();
      return found;
    },
  };
}

/** An owner's marks and more of them, and what is kept of all. */
function withMarks(
  known: OwnMarks | undefined,
  added: readonly Mark[],
): { readonly all: OwnMarks; readonly stay: OwnMarks } {
  const all = new Map(known);
  const fewer: (readonly [Mark['tag'], readonly Mark[]])[] = [];
  for (const [tag, own] of grouped(added, (mark) => mark.tag)) {
    const list = united(known?.get(tag), own);
    all.set(tag, list);
    const stay = keptMarks(list);
    if (stay !== list) fewer.push([tag, stay]);
  }
  return { all, stay: fewer.length === 0 ? all : new Map([...all, ...fewer]) };
}

/** Most marks come one by one, each later than those before it: such a one is appended. */
function united(known: readonly Mark[] | undefined, added: readonly Mark[]): readonly Mark[] {
  const [first] = added;
  const last = known?.at(-1);
  if (known === undefined || last === undefined || first === undefined) return uniteMarks([], added);
  return added.length === 1 && last.time < first.time ? [...known, first] : uniteMarks(known, added);
}

function sizeOf(own: OwnMarks | undefined): number {
  let size = 0;
  for (const list of own?.values() ?? []) size += list.length;
  return size;
}

function newestOf(own: OwnMarks): number {
  let newest = 0;
  for (const list of own.values()) newest = Math.max(newest, list.at(-1)?.time ?? 0);
  return newest;
}
