import { type Item, itemsOf, problemAt } from '../envelope/item.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES } from '../json/limits.ts';
import { gather, NO_BYTES, type Rest } from './chunks.ts';
import { discard } from './discard.ts';
import { foreignFormat } from './foreign.ts';
import { createScanner, type Scanned, type Scanner } from './scanner.ts';
import { type After, readTrail } from './trail.ts';
import { readValues } from './values.ts';

/** What a CloudTrail file starts with; anything else is read line by line, or whole. */
const TRAIL = /^\ufeff?\s*\{\s*"Records"\s*:\s*\[/;
const HEAD_BYTES = 4_096;
/** Nearly all begin within so many bytes: a file may be millions of short documents. */
const USUAL_HEAD = 64;
/** Of a list so many bytes are scanned first, and each time twice as many: it may be short, with a lot behind it. */
const FIRST_PIECE = 1_024;

/** Bytes for the next reader of a list, and the number of the record that they begin. */
interface Handed {
  readonly bytes: Buffer;
  readonly index: number;
}

/** Where a list is read from. `watch`: records of other services may be wanted too. */
interface ListReading {
  readonly rest: Rest;
  readonly path: string;
  readonly watch: boolean;
}

/**
 * Reads one file's bytes: of a trail file only the records that may be ours are parsed, and anything else is read value
 * by value, each held whole, up to 50 MB. Throws only what the stream throws.
 */
export async function* readStream(
  stream: AsyncIterable<Buffer>,
  path: string,
  watch: boolean,
): AsyncGenerator<readonly Item[]> {
  const rest = stream[Symbol.asyncIterator]();
  try {
    let after: After | undefined = { index: 0, behind: NO_BYTES };
    while (after !== undefined) {
      const head: Buffer = await gather(after.behind, rest, (bytes) => bytes >= HEAD_BYTES);
      const start: string | undefined = startOf(head, USUAL_HEAD) ?? startOf(head, HEAD_BYTES);
      if (start === undefined) {
        const foreign = after.index === 0 ? foreignFormat(head) : undefined;
        if (foreign === undefined) yield* readValues(head, rest, path);
        else yield [problemAt(path, foreign, head.length)];
        return;
      }
      const list = head.subarray(Buffer.byteLength(start));
      const from: Handed = yield* readFast(list, { rest, path, watch }, after.index);
      after = yield* readTrail(from.bytes, rest, path, from.index);
    }
  } finally {
    await rest.return?.();
  }
}

function startOf(head: Buffer, bytes: number): string | undefined {
  return TRAIL.exec(head.toString('utf8', 0, bytes))?.[0];
}

/** The records of a list, as far as it is as CloudTrail writes it; what is behind is for `readTrail`. */
async function* readFast(
  first: Buffer,
  { rest, path, watch }: ListReading,
  from: number,
): AsyncGenerator<readonly Item[], Handed> {
  const scanner = createScanner(from, watch);
  try {
    let most = FIRST_PIECE;
    for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = (await rest.next()).value) {
      const left = yield* scanned(scanner, chunk, { most, path });
      if (left !== undefined) return left;
      most = DOCUMENT_BYTES;
    }
    yield parsed(scanner.end(), path);
    return scanner.rest();
  } finally {
    scanner.release();
  }
}

/** Scans a chunk in pieces, the first of at most so many bytes. Returns what is left once the scanner has stopped. */
function* scanned(
  scanner: Scanner,
  chunk: Buffer,
  { most, path }: { readonly most: number; readonly path: string },
): Generator<readonly Item[], Handed | undefined> {
  let at = 0;
  for (let size = most; at < chunk.length; size *= 2) {
    const piece = chunk.subarray(at, at + size);
    at += piece.length;
    const items = parsed(scanner.push(piece), path);
    const over = scanner.stopped() || scanner.held() > DOCUMENT_BYTES;
    const left = over ? handed(scanner, chunk, at) : undefined;
    const read = left === undefined ? at === chunk.length : left.bytes.buffer !== chunk.buffer;
    if (read) discard(chunk);
    yield items;
    if (left !== undefined) return left;
  }
  return undefined;
}

/** What the scanner is not done with, and the bytes of the chunk from `at` on, which it has not seen. */
function handed(scanner: Scanner, chunk: Buffer, at: number): Handed {
  const held = scanner.held();
  const { bytes, index } = scanner.rest();
  const unseen = chunk.subarray(at);
  // much is not copied, if all of it is in this chunk; little is, so that the chunk can be freed
  const isMuch = held <= at && held + unseen.length > HEAD_BYTES;
  return { bytes: isMuch ? chunk.subarray(at - held) : Buffer.concat([bytes, unseen]), index };
}

function parsed({ slices, passed }: Scanned, path: string): readonly Item[] {
  const items = slices.flatMap(({ bytes, index }) => itemsOf(bytes, INFLATED_BYTES, `${path}#${index}`));
  return passed === 0 ? items : [...items, { kind: 'passed', records: passed }];
}
