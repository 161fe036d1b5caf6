import type { Calls } from './bucket-call.ts';
import type { BucketFile } from './bucket-listing.ts';
import { type Range, readRange } from './bucket-range.ts';

export interface PartSizes {
  /** A larger object is read in parts of so many bytes. */
  readonly partBytes: number;
  /** So many parts of one object are read or wait at a time. */
  readonly parts: number;
}

/**
 * An object's bytes, in order. One of up to `partBytes` comes as it is read; of a larger one several parts are read at
 * a time, and no more than `parts` of them are held.
 */
export async function* readObject(
  calls: Calls,
  file: BucketFile,
  { partBytes, parts }: PartSizes,
  signal: AbortSignal,
): AsyncGenerator<Buffer, undefined> {
  if (file.bytes <= partBytes) {
    yield* readRange(calls, file, { start: 0, end: file.bytes }, signal);
    return;
  }
  const gather = async (part: Range) => {
    const chunks: Buffer[] = [];
    for await (const chunk of readRange(calls, file, part, signal)) chunks.push(chunk);
    return chunks;
  };
  const under: Promise<Buffer[]>[] = [];
  for (let start = 0; start < file.bytes || under.length > 0; ) {
    while (start < file.bytes && under.length < parts) {
      const end = Math.min(start + partBytes, file.bytes);
      const part = gather({ start, end });
      // thrown where its turn comes
      part.catch(() => {});
      under.push(part);
      start = end;
    }
    const chunks = await under.shift();
    yield* chunks ?? [];
  }
}
