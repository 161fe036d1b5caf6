import { COMMA } from '../json/bytes.ts';
import { nesting, type Quoting, quotingAfter } from '../json/scan.ts';

/** Makes whole records, as bytes and in order, of the chunks of a list. */
export interface Splitter {
  /** Records that end in this chunk. */
  push(chunk: Buffer): readonly Buffer[];
  /** Bytes held for an unfinished record. */
  held(): number;
  /** Whether the closing `]` was seen; without it the file is cut off. */
  finished(): boolean;
  /** The bytes of the last chunk behind the closing `]`; empty until then. */
  left(): Buffer;
  /** Whether the list held something else than objects and lists. */
  strayed(): boolean;
  /** Whether commas came. */
  commas(): boolean;
}

/** White space and commas: what may stand between records. */
const BETWEEN: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, COMMA]);

/**
 * Splits the elements of the array that has just been opened (the text after `{"Records":[`). It only counts
 * brackets outside of strings, so chunk borders, white space and the records' content do not matter; each
 * slice is parsed, and judged, by JSON.parse.
 */
export function createSplitter(): Splitter {
  let parts: Uint8Array[] = [];
  let held = 0;
  let depth = 0;
  let quoting: Quoting = 'plain';
  let finished = false;
  let strayed = false;
  let commas = false;
  let left: Buffer = Buffer.alloc(0);

  /** Moves over one byte; true if a record begins or ends with it. */
  const step = (code: number): boolean => {
    const change = quoting === 'plain' ? nesting(code) : 0;
    quoting = quotingAfter(quoting, code);
    if (depth === 0 && change <= 0) {
      finished = change < 0;
      strayed ||= change === 0 && !BETWEEN.has(code);
      commas ||= code === COMMA;
      return false;
    }
    depth += change;
    return change === 1 ? depth === 1 : change === -1 && depth === 0;
  };

  const close = (last: Uint8Array): Buffer => {
    const record = Buffer.concat([...parts, last]);
    parts = [];
    held = 0;
    return record;
  };

  const hold = (begun: Uint8Array): void => {
    parts.push(Buffer.from(begun));
    held += begun.length;
  };

  /** Where the record that is open begins, after a border at this byte. */
  const cross = (chunk: Uint8Array, start: number, at: number, records: Buffer[]): number => {
    if (depth > 0) return at;
    records.push(close(chunk.subarray(start, at + 1)));
    return at + 1;
  };

  const push = (chunk: Buffer): readonly Buffer[] => {
    const records: Buffer[] = [];
    let start = 0;
    let at = 0;
    while (at < chunk.length && !finished) {
      if (step(chunk[at] ?? 0)) start = cross(chunk, start, at, records);
      at++;
    }
    if (finished) left = chunk.subarray(at);
    if (depth > 0) hold(chunk.subarray(start));
    return records;
  };

  return {
    push,
    held: () => held,
    finished: () => finished,
    left: () => left,
    strayed: () => strayed,
    commas: () => commas,
  };
}

/** Finds the end of the object whose list has just been closed. */
export interface ObjectEnd {
  /** What stands behind the object's closing brace, once it came. */
  push(chunk: Buffer): Buffer | undefined;
  /** Whether anything but white space stood before the brace. */
  skipped(): boolean;
}

/** Reads from behind a list's `]`; other keys of the object are passed over. */
export function createObjectEnd(): ObjectEnd {
  let depth = 1;
  let quoting: Quoting = 'plain';
  let skipped = false;
  return {
    push(chunk) {
      for (const [at, code] of chunk.entries()) {
        if (quoting === 'plain') depth += nesting(code);
        if (depth === 0) return chunk.subarray(at + 1);
        quoting = quotingAfter(quoting, code);
        skipped ||= !BETWEEN.has(code);
      }
      return undefined;
    },
    skipped: () => skipped,
  };
}
