import { grouped } from '../../core/collections/grouped.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { headOf, type Packed } from '../../ingest/packed/packed.ts';
import type { Aliases } from '../../ingest/record/merge.ts';
import { aliasesIn, callOf, type Merged, mergePacked } from './copies.ts';
import type { Block, Spool } from './spool.ts';

/** All copies of a call are in the same drawer, so that drawers can be read and merged one after the other. */
const DRAWERS = 512;

/** Packed events on the disk, divided by the id of their call. */
export interface Drawers {
  put(rows: readonly Packed[]): void;
  /**
   * Gives one drawer after the other, the copies of each call merged. `corrected`: the eventIDs that corrections name.
   */
  merged(corrected: ReadonlySet<string>, locator: Locator): Iterable<Merged>;
}

/** The drawers lie in `spool`, which the caller closes. */
export function createDrawers(spool: Spool): Drawers {
  const drawers: Block[][] = Array.from({ length: DRAWERS }, () => []);
  const all = function* (): Generator<Packed> {
    for (const block of drawers.flat()) yield* spool.read(block);
  };
  return {
    put(rows) {
      const sorted: Packed[][] = drawers.map(() => []);
      for (const packed of rows) sorted[drawerOf(headOf(packed).id)]?.push(packed);
      for (const [number, some] of sorted.entries()) {
        if (some.length > 0) drawers[number]?.push(spool.write(some));
      }
    },
    *merged(corrected, locator) {
      const aliases = aliasesIn(all(), corrected, locator);
      const moved = aliases.size === 0 ? new Map<number, readonly Packed[]>() : movedIn(all(), aliases);
      for (const [number, blocks] of drawers.entries()) {
        const rows = blocks.flatMap((block) => spool.read(block));
        const stay = aliases.size === 0 ? rows : rows.filter((packed) => !isMoved(packed, aliases));
        yield mergePacked([...stay, ...(moved.get(number) ?? [])], aliases, locator);
      }
    },
  };
}

/** Whether an event belongs to a call with another id: a correction that names a copy by that copy's own eventID. */
function isMoved(packed: Packed, aliases: Aliases): boolean {
  const head = headOf(packed);
  return callOf(head, aliases) !== head.id;
}

/** Those corrections, by the number of the drawer of the call that they belong to. */
function movedIn(rows: Iterable<Packed>, aliases: Aliases): ReadonlyMap<number, readonly Packed[]> {
  const moved = [...rows].filter((packed) => isMoved(packed, aliases));
  return grouped(moved, (packed) => drawerOf(callOf(headOf(packed), aliases)));
}

/** The number of a call's drawer: FNV-1a of the id. */
function drawerOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % DRAWERS;
}
