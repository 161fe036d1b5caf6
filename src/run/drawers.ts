import type { Locator } from '../core/ports.ts';
import type { Aliases } from '../ingest/merge.ts';
import { headOf, type Packed } from '../ingest/packed.ts';
import { aliasesIn, callOf, type Merged, mergePacked } from './copies.ts';
import type { Block, Spool } from './spool.ts';

/** Copies of one call share a drawer, so that each can be emptied by itself. */
const DRAWERS = 512;

/** Packed events on the disk, by the id of their call. */
export interface Drawers {
  put(rows: readonly Packed[]): void;
  /** Drawer by drawer, the copies of each call merged. `corrected`: the ids that corrections name. */
  merged(corrected: ReadonlySet<string>, locator: Locator): Iterable<Merged>;
}

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

/** Whether a correction names a copy by its own id, while its call is kept under another. */
function isMoved(packed: Packed, aliases: Aliases): boolean {
  const head = headOf(packed);
  return callOf(head, aliases) !== head.id;
}

/** Corrections by the drawer of what they correct. */
function movedIn(rows: Iterable<Packed>, aliases: Aliases): ReadonlyMap<number, readonly Packed[]> {
  const moved = new Map<number, Packed[]>();
  for (const packed of rows) {
    if (!isMoved(packed, aliases)) continue;
    const drawer = drawerOf(callOf(headOf(packed), aliases));
    const list = moved.get(drawer);
    if (list === undefined) moved.set(drawer, [packed]);
    else list.push(packed);
  }
  return moved;
}

/** The same for every copy of a call: FNV-1a of the id. */
function drawerOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % DRAWERS;
}
