import { type Item, itemsOf } from '../../src/ingest/envelope/item.ts';
import { gather, NO_BYTES } from '../../src/ingest/file/chunks.ts';
import { createScanner } from '../../src/ingest/file/scanner.ts';
import { createObjectEnd, createSplitter } from '../../src/ingest/file/split.ts';
import { readStream } from '../../src/ingest/file/stream.ts';
import { type After, readTrail } from '../../src/ingest/file/trail.ts';
import { readValues } from '../../src/ingest/file/values.ts';
import { INFLATED_BYTES } from '../../src/ingest/json/limits.ts';

/** What every document is called here. */
export const PATH = 'x';
const TRAIL = /^\ufeff?\s*\{\s*"Records"\s*:\s*\[/;
const HEAD_BYTES = 4_096;

/** What is being proved: a file is read with the scanner in front. */
export async function readQuickly(bytes: Buffer, size: number, watch: boolean): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const more of readStream(inChunks(bytes, size), PATH, watch)) items.push(...more);
  return items;
}

/** What it is held against: the same without the scanner, every record parsed. */
export async function readSlowly(bytes: Buffer, size: number): Promise<readonly Item[]> {
  const items: Item[] = [];
  for await (const more of slowly(bytes, size)) items.push(...more);
  return items;
}

async function* slowly(bytes: Buffer, size: number): AsyncGenerator<readonly Item[]> {
  const rest = inChunks(bytes, size);
  let after: After | undefined = { index: 0, behind: NO_BYTES };
  while (after !== undefined) {
    const head: Buffer = await gather(after.behind, rest, (length) => length >= HEAD_BYTES);
    const length = listAt(head);
    if (length === undefined) {
      yield* readValues(head, rest, PATH);
      return;
    }
    after = yield* readTrail(head.subarray(length), rest, PATH, after.index);
  }
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Where the list begins, behind its `[`. */
export function listAt(bytes: Buffer): number | undefined {
  const start = TRAIL.exec(bytes.subarray(0, HEAD_BYTES).toString('utf8'))?.[0];
  return start === undefined ? undefined : Buffer.byteLength(start);
}

/** The records of every list of a file as they are written, by their numbers. */
export function slicesOf(bytes: Buffer): readonly Buffer[] {
  const slices: Buffer[] = [];
  for (let left: Buffer | undefined = bytes; left !== undefined; ) {
    const begin = listAt(left);
    if (begin === undefined) return slices;
    const splitter = createSplitter();
    slices.push(...splitter.push(left.subarray(begin)));
    left = splitter.finished() ? createObjectEnd().push(splitter.left()) : undefined;
  }
  return slices;
}

/** What one record alone gives. */
export function itemsAlone(slice: Buffer, index: number): readonly Item[] {
  return itemsOf(slice, INFLATED_BYTES, `${PATH}#${index}`);
}

/** Whether the scanner leaves records of the first list to the slow reader. */
export function fallsBack(bytes: Buffer, watch: boolean): boolean {
  const begin = listAt(bytes);
  if (begin === undefined) return true;
  const scanner = createScanner(0, watch);
  scanner.push(bytes.subarray(begin));
  if (!scanner.stopped()) scanner.end();
  const left = scanner.rest().bytes.toString('latin1').trimStart();
  scanner.release();
  return scanner.stopped() && !left.startsWith(']');
}
