import { gather, NO_BYTES, type Rest } from './chunks.ts';
import { type Item, itemsOf, problemAt } from './item.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES } from './limits.ts';
import { readText } from './lines.ts';
import { createObjectEnd, createSplitter } from './split.ts';

/** What a CloudTrail file starts with; anything else is read line by line, or whole. */
const TRAIL = /^\ufeff?\s*\{\s*"Records"\s*:\s*\[/;
const HEAD_BYTES = 4_096;

/** Behind a list of records: the next record's number, and the bytes. */
interface After {
  readonly index: number;
  readonly behind: Buffer;
}

/**
 * Reads one file's bytes: a trail file is split record by record, one JSON value a line is read line by line,
 * and anything else is held whole, up to 50 MB. Throws only what the stream throws.
 */
export async function* readStream(stream: AsyncIterable<Buffer>, path: string): AsyncGenerator<Item> {
  const rest = stream[Symbol.asyncIterator]();
  try {
    let after: After | undefined = { index: 0, behind: NO_BYTES };
    while (after !== undefined) {
      const head: Buffer = await gather(after.behind, rest, (bytes) => bytes >= HEAD_BYTES);
      const start: string | undefined = TRAIL.exec(head.subarray(0, HEAD_BYTES).toString('utf8'))?.[0];
      if (start === undefined) {
        yield* readText(head, rest, path);
        return;
      }
      const list = head.subarray(Buffer.byteLength(start));
      after = yield* readTrail(list, rest, path, after.index);
    }
  } finally {
    await rest.return?.();
  }
}

/** The records of a list; what follows it in the file, unless the file ends in it. */
async function* readTrail(
  first: Buffer,
  rest: Rest,
  path: string,
  from: number,
): AsyncGenerator<Item, After | undefined> {
  const splitter = createSplitter();
  let index = from;
  for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = (await rest.next()).value) {
    for (const record of splitter.push(chunk)) yield* itemsOf(record, INFLATED_BYTES, `${path}#${index++}`);
    if (splitter.finished() || splitter.held() > DOCUMENT_BYTES) break;
  }
  if (splitter.strayed()) yield problemAt(path, 'the list holds something else than records', 0);
  if (splitter.finished()) {
    const behind = yield* readBehind(splitter.left(), rest, path);
    return behind && { index, behind };
  }
  yield problemAt(`${path}#${index}`, 'the file ends inside its list of records', splitter.held());
  return undefined;
}

/** Behind a list of records stands its brace, and then nothing, or the next document. */
async function* readBehind(left: Buffer, rest: Rest, path: string): AsyncGenerator<Item, Buffer | undefined> {
  const end = createObjectEnd();
  let behind: Buffer | undefined;
  for (let chunk: Buffer | undefined = left; chunk !== undefined; chunk = (await rest.next()).value) {
    behind = end.push(chunk);
    if (behind !== undefined) break;
  }
  if (end.skipped()) yield problemAt(path, 'something else follows the list of records', 0);
  else if (behind === undefined) yield problemAt(path, 'the file ends before its last brace', 0);
  return behind;
}
