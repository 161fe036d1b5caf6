import TinyQueue from 'tinyqueue';
import { pieces } from '../../core/collections/pieces.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { byText } from '../../core/text/ascii.ts';
import { headOf, type Packed, unpack } from '../../ingest/packed/packed.ts';
import type { Merged, Sortable } from './copies.ts';
import type { Block, Spool } from './spool.ts';

/** Events sorted by time and id, one for each call. `duplicates`: as `mergeCopies` counts them. */
export interface Sorted {
  readonly events: number;
  readonly duplicates: number;
  inOrder(): Iterable<StsEvent>;
}

/** Sorted runs on the disk, each a list of blocks: what an external merge sort merges. */
export interface Runs {
  readonly runs: readonly (readonly Block[])[];
  readonly events: number;
  readonly duplicates: number;
}

/** Called now and then during long work, so that a signal is noticed. Throws to end the work. */
export type Turn = () => Promise<void>;

/** Events of a block. While runs are merged, one block of each is in memory. */
const BLOCK = { least: 16, most: 200 };

function byTime(a: Sortable, b: Sortable): number {
  return a.time - b.time || byText(a.id, b.id);
}

/** Sorts without using the disk. */
export function sortInMemory({ duplicates, events }: Merged, locator: Locator): Sorted {
  const sorted = [...events].sort(byTime);
  return { events: events.length, duplicates, inOrder: () => unpacked(sorted, locator) };
}

/**
 * Sorts events in runs of as many as may be held. `copies`: how many events there were before copies were merged.
 * Throws what `turn` throws.
 */
export async function sortedRuns(
  spool: Spool,
  merged: Iterable<Merged>,
  { held, copies, turn }: { readonly held: number; readonly copies: number; readonly turn: Turn },
): Promise<Runs> {
  const size = Math.max(BLOCK.least, Math.min(BLOCK.most, Math.floor(held / Math.ceil(copies / held))));
  const runs: Block[][] = [];
  let loose: Sortable[] = [];
  let events = 0;
  let duplicates = 0;
  const put = () => {
    const rows = loose.sort(byTime).map(({ packed }) => packed);
    runs.push(pieces(rows, size).map((piece) => spool.write(piece)));
    loose = [];
  };
  for (const drawer of merged) {
    for (const event of drawer.events) loose.push(event);
    events += drawer.events.length;
    duplicates += drawer.duplicates;
    if (loose.length >= held) put();
    await turn();
  }
  if (loose.length > 0) put();
  return { runs, events, duplicates };
}

/** Merges the runs into one order, while they are read. */
export function mergeRuns(spool: Spool, { runs, events, duplicates }: Runs, locator: Locator): Sorted {
  return { events, duplicates, inOrder: () => unpacked(inOrder(spool, runs), locator) };
}

function* unpacked(rows: Iterable<Sortable>, locator: Locator): Generator<StsEvent> {
  for (const { packed } of rows) yield unpack(packed, locator);
}

function* inOrder(spool: Spool, runs: Runs['runs']): Generator<Sortable> {
  const heads = runs.flatMap((blocks) => {
    const rest = rowsOf(spool, blocks);
    const first = rest.next().value;
    return first === undefined ? [] : [{ ...sortable(first), rest }];
  });
  const queue = new TinyQueue(heads, byTime);
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    yield head;
    const next = head.rest.next().value;
    if (next !== undefined) queue.push({ ...sortable(next), rest: head.rest });
  }
}

function sortable(packed: Packed): Sortable {
  const { id, time } = headOf(packed);
  return { time, id, packed };
}

function* rowsOf(spool: Spool, blocks: readonly Block[]): Generator<Packed, undefined> {
  for (const block of blocks) yield* spool.read(block);
}
