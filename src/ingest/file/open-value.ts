import { type Item, itemsOf, problemAt } from '../envelope/item.ts';
import { LINE_FEED } from '../json/bytes.ts';
import { DOCUMENT_BYTES, INFLATED_BYTES } from '../json/limits.ts';
import type { Outline } from './outline.ts';

/** Where a file of values is read, and what is held of the value that is open there. */
export interface Reader {
  readonly path: string;
  /** `lost`: inside of what is damaged. */
  mode: 'between' | 'line' | 'document' | 'lost';
  /** The number of the line that is read, and of the one where the value began: 0 before any did. */
  line: number;
  begun: number;
  /** The line of the first comma between values; 0 before it. */
  comma: number;
  /** Nothing but what may stand between values was on this line. */
  atStart: boolean;
  outline: Outline;
  /** The bytes of the open value so far; none once it is too long. */
  parts: Buffer[];
  held: number;
  /** All bytes that came, and those of documents that were given up and read again. */
  came: number;
  vain: number;
  readonly items: Item[];
}

/** A small file may be read again as often as it takes. */
const FREE = 1_048_576;

/**
 * Whether documents on many lines are read at all. Each that is given up is read again from its second line on: of lines
 * that each open a bracket, up to the deepest that is read, a file of 50 MB would be read sixty times.
 */
export function mayOpen({ came, vain }: Reader): boolean {
  return vain <= 2 * came + FREE;
}

/** Takes one more part of the open value. */
export function hold(reader: Reader, part: Buffer): void {
  for (let at = part.indexOf(LINE_FEED); at >= 0; at = part.indexOf(LINE_FEED, at + 1)) reader.line++;
  reader.held += part.length;
  if (isTooLong(reader)) reader.parts = [];
  else reader.parts.push(part);
}

/** How long the open value may be. A first line may be the whole file. */
function limit({ begun, mode }: Reader): number {
  return mode === 'line' && begun > 1 ? INFLATED_BYTES : DOCUMENT_BYTES;
}

function isTooLong(reader: Reader): boolean {
  return reader.held > limit(reader);
}

/** The open value is whole. */
export function close(reader: Reader): void {
  const { held, parts } = reader;
  const most = limit(reader);
  if (isTooLong(reader)) tell(reader, [problemAt(where(reader), `larger than ${most} bytes`, held)]);
  else tell(reader, itemsOf(Buffer.concat(parts), most, where(reader)));
  reader.mode = 'between';
  reader.parts = [];
  reader.held = 0;
}

/**
 * Gives up the open document, and returns its bytes with `left` behind them: they are read again, since another document
 * may begin inside. Of one that is too long nothing is held. Copied only if some of it came before `left`.
 */
export function lose(reader: Reader, left: Buffer): Buffer {
  const bytes = reader.parts.length === 0 ? left : Buffer.concat([...reader.parts, left]);
  reader.mode = 'lost';
  reader.atStart = false;
  reader.parts = [];
  if (isTooLong(reader)) return bytes;
  reader.vain += reader.outline.looked();
  reader.line = reader.begun;
  reader.held = 0;
  return bytes;
}

/** What was lost is over: one problem. */
export function tellLost(reader: Reader): void {
  const { held, outline } = reader;
  const reason = isTooLong(reader) ? `larger than ${limit(reader)} bytes` : (outline.broken() ?? 'not JSON');
  tell(reader, [problemAt(where(reader), reason, held)]);
  reader.mode = 'between';
  reader.held = 0;
}

/** Hands items to whoever reads. */
export function tell(reader: Reader, items: readonly Item[]): void {
  for (const item of items) reader.items.push(item);
}

/** Path and line of the open value. */
export function where({ begun, path }: Reader): string {
  return `${path}:${begun}`;
}

/** The file is commas and white space: damaged, not empty. */
export function tellCommas({ came, comma, items, path }: Reader): void {
  items.push(problemAt(`${path}:${comma}`, 'not JSON', came));
}
