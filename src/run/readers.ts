import { type Counts, createCounting } from './counts.ts';
import type { Part, Source } from './reading.ts';

/** Reads one file, in this thread or in another. */
export type ReadOne = (source: Source) => AsyncIterable<Part>;

/** Who reads files, and how many at a time. */
export interface Readers {
  readonly read: ReadOne;
  readonly most: number;
}

/** What is under the paths: files to be read, and what there is to say of the others, in their order. */
export type Entry =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'counts'; readonly counts: Counts };

/** Where parts go, as they come; and the counts of whole files, in the order of the files. */
export interface Sink {
  part(part: Part): void;
  counts(counts: Counts): void;
}

/**
 * Reads files, so many at a time. Events come as they are read; counts, with their examples, in the order of the
 * files, so that two runs say the same. Throws what finding or reading throws, and the signal's reason.
 */
export async function readAll(
  entries: AsyncIterable<Entry>,
  read: ReadOne,
  {
    most,
    signal,
    sink,
  }: { readonly most: number; readonly signal: AbortSignal | undefined; readonly sink: Sink },
): Promise<void> {
  const queue = entries[Symbol.asyncIterator]();
  const finished = new Map<number, Counts>();
  let [taken, told] = [0, 0];
  let failed = false;
  const finish = (number: number, counts: Counts) => {
    if (failed) return;
    finished.set(number, counts);
    for (let next = finished.get(told); next !== undefined; next = finished.get(told)) {
      finished.delete(told++);
      sink.counts(next);
    }
  };
  const one = async (source: Source): Promise<Counts> => {
    const counting = createCounting();
    for await (const part of read(source)) {
      signal?.throwIfAborted();
      if (failed) break;
      counting.add(part.counts);
      sink.part(part);
    }
    return counting.counts();
  };
  const work = async () => {
    for (let next = await queue.next(); next.done !== true && !failed; next = await queue.next()) {
      const number = taken++;
      finish(number, next.value.kind === 'counts' ? next.value.counts : await one(next.value.source));
    }
  };
  try {
    await Promise.all(Array.from({ length: most }, work));
  } finally {
    failed = true;
    await queue.return?.();
  }
}
