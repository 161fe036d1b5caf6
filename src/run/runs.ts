import TinyQueue from 'tinyqueue';
import type { StsEvent } from '../core/event.ts';
import { byTime } from '../core/order.ts';
import type { Block, Spool } from './spool.ts';

/** Events in the order of time and id, each call once. */
export interface Sorted {
  readonly events: number;
  readonly duplicates: number;
  inOrder(): Iterable<StsEvent>;
}

/** Calls, the copies of each merged. */
export interface Merged {
  readonly events: readonly StsEvent[];
  readonly duplicates: number;
}

/** Sorted stretches on the disk, each a list of blocks. */
export interface Runs {
  readonly runs: readonly (readonly Block[])[];
  readonly events: number;
  readonly duplicates: number;
}

/** Of each run one block is in memory while runs are merged. */
const BLOCK = { least: 16, most: 1_000 };

/** Sorts as many events at a time as may be held; `events`: how many there are, copies included. */
export function sortedRuns(
  spool: Spool,
  merged: Iterable<Merged>,
  { held, events: copies }: { readonly held: number; readonly events: number },
): Runs {
  const size = Math.max(BLOCK.least, Math.min(BLOCK.most, Math.floor(held / Math.ceil(copies / held))));
  const runs: Block[][] = [];
  let loose: StsEvent[] = [];
  let [events, duplicates] = [0, 0];
  const put = () => {
    loose.sort(byTime);
    const blocks: Block[] = [];
    for (let at = 0; at < loose.length; at += size) blocks.push(spool.write(loose.slice(at, at + size)));
    runs.push(blocks);
    loose = [];
  };
  for (const drawer of merged) {
    for (const event of drawer.events) loose.push(event);
    events += drawer.events.length;
    duplicates += drawer.duplicates;
    if (loose.length >= held) put();
  }
  if (loose.length > 0) put();
  return { runs, events, duplicates };
}

/** The runs as one. */
export function mergeRuns(spool: Spool, { runs, events, duplicates }: Runs): Sorted {
  return { events, duplicates, inOrder: () => inOrder(spool, runs) };
}

function* inOrder(spool: Spool, runs: Runs['runs']): Generator<StsEvent> {
  const heads = runs.flatMap((blocks) => {
    const rest = eventsOf(spool, blocks);
    const first = rest.next();
    return first.done === true ? [] : [{ event: first.value, rest }];
  });
  const queue = new TinyQueue(heads, (a, b) => byTime(a.event, b.event));
  for (let head = queue.pop(); head !== undefined; head = queue.pop()) {
    yield head.event;
    const next = head.rest.next();
    if (next.done !== true) queue.push({ event: next.value, rest: head.rest });
  }
}

function* eventsOf(spool: Spool, blocks: readonly Block[]): Generator<StsEvent, undefined> {
  for (const block of blocks) yield* spool.read(block);
}
