import type { Locator } from '../../core/ports/ports.ts';
import { headOf, type Packed } from '../../ingest/packed/packed.ts';
import { aliasesIn, mergePacked } from './copies.ts';
import { createDrawers, type Drawers } from './drawers.ts';
import { mergeRuns, type Sorted, sortedRuns, sortInMemory, type Turn } from './runs.ts';
import { createSpool, type Spool } from './spool.ts';

/** Packed events that are held in memory, about 30 MB; with more, the disk is used. */
const HELD = 40_000;

/** Takes everything that is read, however much, and gives it back in event-time order. */
export interface Shelf {
  add(events: readonly Packed[]): void;
  /** How many events were added, copies included. */
  size(): number;
  /** Merges the copies of each call and sorts. Nothing can be added afterwards. Throws what `turn` throws. */
  close(turn: Turn): Promise<Sorted>;
  /** Frees the disk. */
  drop(): void;
}

/** At most `held` events stay in memory; no result depends on it. `overflow` is called once, when there are more. */
export function createShelf(locator: Locator, held: number = HELD, overflow: () => void = () => {}): Shelf {
  let loose: Packed[] = [];
  let away: { readonly spool: Spool; readonly drawers: Drawers } | undefined;
  let copies = 0;
  /** The eventIDs that corrections name. */
  const corrected = new Set<string>();
  const putAway = () => {
    if (away === undefined) {
      overflow();
      const spool = createSpool();
      away = { spool, drawers: createDrawers(spool) };
    }
    away.drawers.put(loose);
    loose = [];
    return away;
  };
  return {
    add(events) {
      copies += events.length;
      for (const packed of events) {
        loose.push(packed);
        const { corrects } = headOf(packed);
        if (corrects !== undefined) corrected.add(corrects);
      }
      if (loose.length >= held) putAway();
    },
    size: () => copies,
    async close(turn) {
      if (away === undefined) {
        const aliases = aliasesIn(loose, corrected, locator);
        return sortInMemory(mergePacked(loose, aliases, locator), locator);
      }
      const { drawers, spool } = putAway();
      const runs = await sortedRuns(spool, drawers.merged(corrected, locator), { held, copies, turn });
      return mergeRuns(spool, runs, locator);
    },
    drop: () => away?.spool.close(),
  };
}
