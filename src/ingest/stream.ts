import type { Item } from './files.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES, parseJson, RECORD_BYTES } from './limits.ts';
import { open } from './open.ts';
import { createSplitter } from './split.ts';

/** What a CloudTrail file starts with; anything else is read line by line, or whole. */
const TRAIL = /^\ufeff?\s*\{\s*"Records"\s*:\s*\[/;
const HEAD_BYTES = 4_096;
const NEWLINE = 0x0a;

/**
 * Reads one file's bytes: a trail file is split record by record, one JSON value a line is read line by line,
 * and anything else is held whole, up to 50 MB. Throws only what the stream throws.
 */
export async function* readStream(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Item> {
  const chunks = stream[Symbol.asyncIterator]();
  const rest = { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) };
  yield* readFrom(Buffer.alloc(0), rest, path, 0);
}

async function* readFrom(
  begun: Buffer,
  rest: AsyncIterable<Buffer>,
  path: string,
  index: number,
): AsyncGenerator<Item> {
  const head = await fill(begun, rest);
  const start = TRAIL.exec(head.toString('utf8'))?.[0];
  if (start !== undefined) yield* readTrail(head.subarray(Buffer.byteLength(start)), rest, path, index);
  else yield* readLines(head, rest, path);
}

/** At least the first 4 KB, unless the stream is shorter. */
async function fill(begun: Buffer, rest: AsyncIterable<Buffer>): Promise<Buffer> {
  let head = begun;
  while (head.length < HEAD_BYTES) {
    const next = await rest[Symbol.asyncIterator]().next();
    if (next.done) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* readTrail(
  first: Buffer,
  rest: AsyncIterable<Buffer>,
  path: string,
  from: number,
): AsyncGenerator<Item> {
  const splitter = createSplitter();
  let index = from;
  const take = function* (chunk: Buffer): Generator<Item> {
    for (const record of splitter.push(chunk)) yield* itemsOf(record, RECORD_BYTES, `${path}#${index++}`);
  };
  yield* take(first);
  while (!splitter.finished() && splitter.held() <= DOCUMENT_BYTES) {
    const next = await rest[Symbol.asyncIterator]().next();
    if (next.done) break;
    yield* take(next.value);
  }
  if (splitter.strayed()) yield problem(path, 'the list holds something else than records', 0);
  if (splitter.finished()) yield* readBehind(Buffer.from(splitter.left()), rest, path, index);
  else yield problem(`${path}#${index}`, 'the file ends inside its list of records', splitter.held());
}

/** Behind a list of records stands its brace, and then nothing, or the next document. */
async function* readBehind(
  left: Buffer,
  rest: AsyncIterable<Buffer>,
  path: string,
  index: number,
): AsyncGenerator<Item> {
  const tail = await fill(left, rest);
  const end = /^\s*\}\s*/.exec(tail.toString('utf8'))?.[0];
  if (end === undefined) yield problem(path, 'something else follows the list of records', tail.length);
  else if (end.length < tail.length)
    yield* readFrom(tail.subarray(Buffer.byteLength(end)), rest, path, index);
}

/** One value a line, unless the first line is not JSON by itself: then the file is one document. */
async function* readLines(first: Buffer, rest: AsyncIterable<Buffer>, path: string): AsyncGenerator<Item> {
  let held = first;
  let number = 1;
  let oversize = false;
  let whole: boolean | undefined;
  const lines = function* (): Generator<Item> {
    for (let end = held.indexOf(NEWLINE); end >= 0 && whole !== true; end = held.indexOf(NEWLINE)) {
      const line = held.subarray(0, end);
      whole ??= isDocument(line);
      if (whole) return;
      held = held.subarray(end + 1);
      if (!oversize) yield* itemsOf(line, INFLATED_BYTES, `${path}:${number}`);
      oversize = false;
      number++;
    }
    if (whole === false && held.length > INFLATED_BYTES) {
      if (!oversize) yield problem(`${path}:${number}`, `larger than ${INFLATED_BYTES} bytes`, held.length);
      oversize = true;
      held = Buffer.alloc(0);
    }
  };
  yield* lines();
  for await (const chunk of rest) {
    held = oversize && !chunk.includes(NEWLINE) ? Buffer.alloc(0) : Buffer.concat([held, chunk]);
    yield* lines();
    if (whole !== false && held.length > DOCUMENT_BYTES) {
      yield problem(path, 'one JSON document larger than 50 MB', held.length);
      return;
    }
  }
  if (held.length > 0 && !oversize) {
    yield* itemsOf(
      held,
      whole === false ? INFLATED_BYTES : DOCUMENT_BYTES,
      whole === false ? `${path}:${number}` : path,
    );
  }
}

/** A first line that is not JSON by itself, but opens some, belongs to a document printed over many lines. */
function isDocument(line: Buffer): boolean {
  const text = line
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trim();
  return /^[[{]/.test(text) && !('value' in parseJson(text, DOCUMENT_BYTES));
}

function* itemsOf(bytes: Buffer, limit: number, where: string): Generator<Item> {
  if (bytes.length > limit) {
    yield problem(where, `larger than ${limit} bytes`, bytes.length);
    return;
  }
  const { records, problems } = open(bytes.toString('utf8'), where);
  for (const record of records) yield { kind: 'record', record };
  for (const found of problems) yield { kind: 'problem', problem: found };
}

function problem(where: string, reason: string, bytes: number): Item {
  return { kind: 'problem', problem: { where, reason, bytes } };
}
