import { type Item, itemsOf } from '../envelope/item.ts';
import { COMMA, LINE_FEED, OPEN_BRACE, OPEN_BRACKET } from '../json/bytes.ts';
import { DOCUMENT_BYTES } from '../json/limits.ts';
import { NO_BYTES, type Rest } from './chunks.ts';
import { close, hold, lose, mayOpen, type Reader, tell, tellCommas, tellLost, where } from './open-value.ts';
import { createOutline } from './outline.ts';

/**
 * Reads what is no list of records: values that stand one behind the other, one a line, or documents on many lines or on
 * one, with or without white space between them. A damaged line or document is one problem, and reading goes on at the
 * next line that may begin another. No more is held than one value, up to 50 MB; a longer one is passed over. Where far
 * too much is damaged, values on many lines are passed over too. `head`: what was taken of `rest` already.
 */
export async function* readValues(head: Buffer, rest: Rest, path: string): AsyncGenerator<readonly Item[]> {
  const reader: Reader = {
    path,
    mode: 'between',
    line: 1,
    begun: 0,
    comma: 0,
    atStart: true,
    outline: createOutline(),
    parts: [],
    held: 0,
    came: 0,
    vain: 0,
    items: [],
  };
  for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = (await rest.next()).value) {
    reader.came += chunk.length;
    read(reader, chunk);
    yield reader.items.splice(0);
  }
  while (reader.mode === 'document') read(reader, lose(reader, NO_BYTES));
  if (reader.mode === 'line') close(reader);
  if (reader.mode === 'lost') tellLost(reader);
  if (reader.begun === 0 && reader.comma > 0) tellCommas(reader);
  yield reader.items.splice(0);
}

/** White space, commas and byte order marks: what may stand between values. */
const BETWEEN: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0x2c, 0xef, 0xbb, 0xbf]);
/** What a line begins with that belongs to the document before it: white space, and brackets that close. */
const WITHIN: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0x5d, 0x7d]);

function read(reader: Reader, chunk: Buffer): void {
  let bytes = chunk;
  let at = 0;
  while (at < bytes.length) {
    if (reader.mode === 'between') at = readBetween(reader, bytes, at);
    else if (reader.mode === 'line') at = readLine(reader, bytes, at);
    else if (reader.mode === 'lost') at = readLost(reader, bytes, at);
    else {
      const end = readDocument(reader, bytes, at);
      if (end === undefined) bytes = lose(reader, bytes.subarray(at));
      at = end ?? 0;
    }
  }
}

/** Undefined where the document is damaged. */
function readDocument(reader: Reader, bytes: Buffer, at: number): number | undefined {
  const end = reader.outline.push(bytes, at);
  if (reader.outline.broken() !== undefined) return undefined;
  hold(reader, bytes.subarray(at, end));
  if (end !== undefined) close(reader);
  return end ?? bytes.length;
}

/** Skips to the next value. One that is whole on its line is taken at once; only others need a look at every byte. */
function readBetween(reader: Reader, bytes: Buffer, from: number): number {
  const at = pass(reader, bytes, from);
  if (at === bytes.length) return at;
  reader.begun = reader.line;
  if (bytes[at] !== OPEN_BRACE && bytes[at] !== OPEN_BRACKET) {
    reader.mode = 'line';
    return at;
  }
  const end = reader.atStart ? endOfLine(bytes, at) : -1;
  const items = end < 0 ? [] : itemsOf(bytes.subarray(at, end), DOCUMENT_BYTES, where(reader));
  const [first] = items;
  if (first !== undefined && !(items.length === 1 && first.kind === 'problem')) {
    tell(reader, items);
    return end;
  }
  reader.mode = mayOpen(reader) ? 'document' : 'lost';
  reader.atStart = false;
  reader.outline = createOutline();
  return at;
}

function pass(reader: Reader, bytes: Buffer, from: number): number {
  let at = from;
  for (; at < bytes.length && BETWEEN.has(bytes[at] ?? 0); at++) {
    if (bytes[at] === COMMA && reader.comma === 0) reader.comma = reader.line;
    if (bytes[at] !== LINE_FEED) continue;
    reader.line++;
    reader.atStart = true;
  }
  return at;
}

/** Where the line ends if it ends in a closing bracket, as a document's first line rarely does; else -1. */
function endOfLine(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(LINE_FEED, from);
  let last = newline - 1;
  while (last > from && BETWEEN.has(bytes[last] ?? 0)) last--;
  return WITHIN.has(bytes[last] ?? 0) ? newline : -1;
}

function readLine(reader: Reader, bytes: Buffer, at: number): number {
  const newline = bytes.indexOf(LINE_FEED, at);
  const end = newline < 0 ? bytes.length : newline;
  hold(reader, bytes.subarray(at, end));
  if (newline >= 0) close(reader);
  return end;
}

/** Skips the rest of the damaged line, and the lines after it that cannot begin a value. */
function readLost(reader: Reader, bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (reader.atStart && !WITHIN.has(bytes[at] ?? 0)) {
      tellLost(reader);
      return at;
    }
    const newline = bytes.indexOf(LINE_FEED, at);
    reader.atStart = newline >= 0;
    const end = newline < 0 ? bytes.length : newline + 1;
    if (newline >= 0) reader.line++;
    reader.held += end - at;
    at = end;
  }
  return at;
}
