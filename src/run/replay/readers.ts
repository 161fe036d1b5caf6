import { type Counts, createCounting } from './counts.ts';
import type { Part, Source } from './reading.ts';

/** Reads one file, in this thread or in another. */
export type ReadOne = (source: Source) => AsyncIterable<Part>;

/** A way to read files, and how many to read at the same time. */
export interface Readers {
  readonly read: ReadOne;
  readonly most: number;
}

/** What is found under the paths, in order: a file to be read, or the counts of something that is not read. */
export type PathEntry =
  | { readonly kind: 'source'; readonly source: Source }
  | { readonly kind: 'counts'; readonly counts: Counts };

/** Receives parts as they are read, and the counts of each whole file, in the order of the files. */
export interface PartSink {
  part(part: Part): void;
  counts(counts: Counts): void;
}

/**
 * Reads files, `most` at the same time. Parts are passed on as they are read, counts in the order of the files, so that
 * every run reports the same. Throws what finding or reading throws, and the signal's reason.
 */
export async function readAll(
  entries: AsyncIterable<PathEntry>,
  read: ReadOne,
  how: { readonly most: number; readonly signal: AbortSignal | undefined; readonly sink: PartSink },
): Promise<void> {
  const { most, signal, sink } = how;
  const queue = entries[Symbol.asyncIterator]();
  const finished = new Map<number, Counts>();
  let taken = 0;
  let told = 0;
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
