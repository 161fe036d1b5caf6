import type { Calls } from './call.ts';
import type { BucketFile } from './listing.ts';
import { type Range, readRange } from './range.ts';

/** How large objects are divided. */
export interface PartSizes {
  /** An object with more bytes is read in parts of this size. */
  readonly partBytes: number;
  /** Parts of one object that are being read, or wait to be given out, at the same time. */
  readonly parts: number;
}

/**
 * An object's bytes, in order. Those of a small object (up to `partBytes`) are given out as they arrive. Of a larger
 * one, up to `parts` parts are read at the same time and held in memory.
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
      // its failure is thrown below, when its turn comes
      part.catch(() => {});
      under.push(part);
      start = end;
    }
    const chunks = await under.shift();
    yield* chunks ?? [];
  }
}
