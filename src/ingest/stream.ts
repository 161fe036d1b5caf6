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
  let head = Buffer.alloc(0);
  for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
    head = Buffer.concat([head, next.value]);
    if (head.length >= HEAD_BYTES) break;
  }
  const rest = { [Symbol.asyncIterator]: () => chunks };
  const start = TRAIL.exec(head.toString('utf8'))?.[0];
  if (start !== undefined) yield* readTrail(head.subarray(Buffer.byteLength(start)), rest, path);
  else yield* readLines(head, rest, path);
}

async function* readTrail(first: Buffer, rest: AsyncIterable<Buffer>, path: string): AsyncGenerator<Item> {
  const splitter = createSplitter();
  let index = 0;
  const take = function* (chunk: Buffer): Generator<Item> {
    for (const record of splitter.push(chunk)) yield* itemsOf(record, RECORD_BYTES, `${path}#${index++}`);
  };
  yield* take(first);
  for await (const chunk of rest) {
    yield* take(chunk);
    if (splitter.held() > DOCUMENT_BYTES) break;
  }
  if (splitter.strayed()) yield problem(path, 'the list holds something else than records', 0);
  if (!splitter.finished())
    yield problem(`${path}#${index}`, 'the file ends inside its list of records', splitter.held());
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
