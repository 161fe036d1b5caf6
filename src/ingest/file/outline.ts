import {
  BACKSLASH,
  CLOSE_BRACE,
  COLON,
  COMMA,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  SPACE,
} from '../json/bytes.ts';
import { DEPTH } from '../json/limits.ts';
import { nesting, type Quoting, quotingAfter } from '../json/scan.ts';

/** Finds where one JSON object or list ends. */
export interface Outline {
  /** Looks at the bytes from `from` on: the place behind the end, or undefined where it did not come. */
  push(bytes: Buffer, from: number): number | undefined;
  /** Why what was seen so far can be no JSON; undefined if it can. */
  broken(): string | undefined;
  /** The bytes that were looked at. */
  looked(): number;
}

const NOT_JSON = 'not JSON';
const TOO_DEEP = `JSON nested deeper than ${DEPTH}`;

/**
 * Follows brackets and strings only, but closely enough to notice at the next bracket or quote that a document was cut
 * off and another one begins: no string holds a line break, a list has commas between its values, and an object has
 * names before them. Whether the whole is JSON is for JSON.parse to say.
 */
export function createOutline(): Outline {
  /** The brackets that are open, from 1 on. */
  const open = new Uint8Array(DEPTH + 1);
  let depth = 0;
  let quoting: Quoting = 'plain';
  /** The last byte outside of strings that is no white space; of a string, its first quote. */
  let last = 0;
  let reason: string | undefined;
  let looked = 0;

  /** Whether a string, a list or an object may stand here. */
  const mayBegin = (code: number): boolean => {
    if (depth === 0 || last === COLON) return true;
    if (open[depth] === OPEN_BRACKET) return last === OPEN_BRACKET || last === COMMA;
    return code === QUOTE && (last === OPEN_BRACE || last === COMMA);
  };
  const begin = (code: number) => {
    if (!mayBegin(code)) reason = NOT_JSON;
    else if (code === QUOTE) return;
    else if (depth === DEPTH) reason = TOO_DEEP;
    else open[++depth] = code;
  };
  const end = (code: number) => {
    if (open[depth] === (code === CLOSE_BRACE ? OPEN_BRACE : OPEN_BRACKET)) depth--;
    else reason = NOT_JSON;
  };
  /** Moves over a byte; whether it is the last. */
  const step = (code: number): boolean => {
    if (quoting !== 'plain') reason = code < SPACE ? NOT_JSON : undefined;
    else if (code > SPACE) outside(code);
    quoting = quotingAfter(quoting, code);
    return depth === 0;
  };
  const outside = (code: number) => {
    const change = nesting(code);
    if (change === 1 || code === QUOTE) begin(code);
    else if (change === -1) end(code);
    last = code;
  };

  return {
    push(bytes, from) {
      let at = from;
      for (; at < bytes.length && reason === undefined; at++) {
        // most bytes are of strings
        if (quoting === 'quoted') at = behindPlain(bytes, at);
        if (step(bytes[at] ?? SPACE)) return at + 1;
      }
      looked += at - from;
      return undefined;
    },
    broken: () => reason,
    looked: () => looked,
  };
}

/** The next byte of a string that is a quote, a backslash or no part of a string. */
function behindPlain(bytes: Buffer, from: number): number {
  let at = from;
  for (
    let code = bytes[at] ?? 0;
    code >= SPACE && code !== QUOTE && code !== BACKSLASH;
    code = bytes[at] ?? 0
  )
    at++;
  return at;
}
