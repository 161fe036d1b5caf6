import { gather, type Rest } from './chunks.ts';
import { type Item, itemsOf, problemAt } from './item.ts';
import { DOCUMENT_BYTES, hasLines, INFLATED_BYTES, parseJson } from './limits.ts';

const NEWLINE = 0x0a;

/** One JSON value a line, unless the first line is not JSON by itself: then the file is one document. */
export async function* readText(head: Buffer, rest: Rest, path: string): AsyncGenerator<readonly Item[]> {
  const large = (bytes: number) => bytes > DOCUMENT_BYTES;
  const begun = await gather(head, rest, (bytes, chunk) => large(bytes) || chunk.includes(NEWLINE));
  const newline = begun.indexOf(NEWLINE);
  if (newline >= 0 && !isDocument(begun.subarray(0, newline))) {
    yield* readLines(begun, rest, path);
    return;
  }
  const held = newline < 0 ? begun : await gather(begun, rest, large);
  if (isTornLines(held)) yield* readLines(held, rest, path);
  else yield itemsOf(held, DOCUMENT_BYTES, path);
}

/** A first line that is not JSON by itself, but opens some, belongs to a document printed over many lines. */
function isDocument(line: Buffer): boolean {
  const text = bare(line);
  return /^\s*[[{]/.test(text) && !('value' in parseJson(text, DOCUMENT_BYTES));
}

/** Lines of JSON, after all, of which the first is broken or longer than any document. */
function isTornLines(held: Buffer): boolean {
  const text = bare(held);
  if (held.length > DOCUMENT_BYTES && !text.includes('\n')) return true;
  return hasLines(text) && !('value' in parseJson(text, DOCUMENT_BYTES));
}

function bare(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** A line over the limit is a problem, and reading goes on at the next. The first may be all there is: a document. */
async function* readLines(first: Buffer, rest: Rest, path: string): AsyncGenerator<readonly Item[]> {
  let parts: Buffer[] = [];
  let bytes = 0;
  let number = 1;
  const limit = () => (number === 1 ? DOCUMENT_BYTES : INFLATED_BYTES);
  const hold = (part: Buffer): void => {
    bytes += part.length;
    if (bytes <= limit()) parts.push(part);
    else parts = [];
  };
  const line = (): readonly Item[] => {
    const where = `${path}:${number}`;
    const items =
      bytes > limit()
        ? [problemAt(where, `larger than ${limit()} bytes`, bytes)]
        : itemsOf(Buffer.concat(parts, bytes), limit(), where);
    parts = [];
    bytes = 0;
    number++;
    return items;
  };
  for (let chunk: Buffer | undefined = first; chunk !== undefined; chunk = (await rest.next()).value) {
    let start = 0;
    const items: Item[] = [];
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      hold(chunk.subarray(start, end));
      items.push(...line());
      start = end + 1;
    }
    hold(chunk.subarray(start));
    yield items;
  }
  yield line();
}
