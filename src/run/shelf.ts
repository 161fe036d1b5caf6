import type { StsEvent } from '../core/event.ts';
import { byTime } from '../core/order.ts';
import { type Aliases, aliasesOf, keyOf, mergeCopies } from '../ingest/merge.ts';
import { type Merged, mergeRuns, type Sorted, sortedRuns } from './runs.ts';
import { type Block, createSpool, type Spool } from './spool.ts';

/** Events that are held in memory; beyond them the disk is used. About 60 MB. */
const HELD = 30_000;
/** Copies of one call share a drawer, so that each can be emptied by itself. */
const DRAWERS = 512;

/** Everything read, whatever its size, to be taken in event-time order. */
export interface Shelf {
  add(events: readonly StsEvent[]): void;
  /** Merges the copies of each call. Nothing can be added any more. */
  close(): Sorted;
  /** Frees the disk. */
  drop(): void;
}

/** `held`: as many events stay in memory. No result depends on it. */
export function createShelf(held: number = HELD): Shelf {
  let loose: StsEvent[] = [];
  let events = 0;
  let spool: Spool | undefined;
  const drawers: Block[][] = Array.from({ length: DRAWERS }, () => []);
  /** The ids that corrections name. */
  const corrected = new Set<string>();

  const putAway = (to: Spool) => {
    const sorted: StsEvent[][] = drawers.map(() => []);
    for (const event of loose) sorted[drawerOf(event.id)]?.push(event);
    for (const [number, events] of sorted.entries()) {
      if (events.length > 0) drawers[number]?.push(to.write(events));
    }
    loose = [];
  };

  return {
    add(more) {
      events += more.length;
      for (const event of more) {
        loose.push(event);
        if (event.replaces !== undefined) corrected.add(event.replaces);
      }
      if (loose.length < held) return;
      spool ??= createSpool();
      putAway(spool);
    },
    close() {
      if (spool === undefined) return inMemory(loose);
      putAway(spool);
      return mergeRuns(spool, sortedRuns(spool, merged(spool, drawers, corrected), { held, events }));
    },
    drop: () => spool?.close(),
  };
}

function inMemory(copies: readonly StsEvent[]): Sorted {
  const { events, duplicates } = mergeCopies(copies);
  const sorted = [...events].sort(byTime);
  return { events: events.length, duplicates, inOrder: () => sorted };
}

/** The same for every copy of a call: FNV-1a of the id. */
function drawerOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < id.length; at++) hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
  return (hash >>> 0) % DRAWERS;
}

/** Drawer by drawer, the copies of each call merged. A correction is moved to the drawer of what it corrects. */
function* merged(
  spool: Spool,
  drawers: readonly (readonly Block[])[],
  corrected: ReadonlySet<string>,
): Generator<Merged> {
  const [aliases, moved] = corrected.size === 0 ? NONE : findMoved(spool, drawers, corrected);
  for (const [number, blocks] of drawers.entries()) {
    const stay = blocks.flatMap((block) => spool.read(block)).filter((event) => !isMoved(event, aliases));
    yield mergeCopies([...stay, ...(moved.get(number) ?? [])], aliases);
  }
}

/** Whether a correction names a copy by its own id, while its call is kept under another. */
function isMoved(event: StsEvent, aliases: Aliases): boolean {
  return keyOf(event, aliases) !== event.id;
}

/** The ids that corrections name where a call is kept under another, and those corrections by their new drawer. */
type Moves = readonly [Aliases, ReadonlyMap<number, readonly StsEvent[]>];
const NONE: Moves = [new Map(), new Map()];

function findMoved(
  spool: Spool,
  drawers: readonly (readonly Block[])[],
  corrected: ReadonlySet<string>,
): Moves {
  const aliases = aliasesOf(filtered(spool, drawers, ({ eventId }) => corrected.has(eventId)));
  const moved = new Map<number, StsEvent[]>();
  for (const event of filtered(spool, drawers, (event) => isMoved(event, aliases))) {
    const drawer = drawerOf(keyOf(event, aliases));
    const list = moved.get(drawer);
    if (list === undefined) moved.set(drawer, [event]);
    else list.push(event);
  }
  return [aliases, moved];
}

function* filtered(
  spool: Spool,
  drawers: readonly (readonly Block[])[],
  wanted: (event: StsEvent) => boolean,
): Generator<StsEvent> {
  for (const block of drawers.flat()) yield* spool.read(block).filter(wanted);
}
