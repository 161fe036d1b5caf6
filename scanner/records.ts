/**
 * Finds the records of a CloudTrail file's list, and which of them must be parsed, without parsing the rest.
 * AssemblyScript: `npm run gen` compiles it into src/ingest/file/scanner-code.ts. src/ingest/file/scanner.ts says how it is used
 * and why it is exact.
 *
 * Masks of quotes and backslashes give what is inside of strings; brackets outside of them give the depth. A record is an
 * object at depth 2; its own keys stand at depth 3.
 */
import { below, bracketsOf, maskOf, quotesAt, strings } from './masks';
import { BACKSLASH, lengthOf, passable, temporary } from './values';

/** Four numbers for each record that is reported: where it begins and ends, its place in the list, its name's place. */
const FOUND: i32 = 1024;
const FOUND_MOST: i32 = 3968;
/** The bytes to be scanned begin here. */
const WINDOW: i32 = 65536;
/** Bytes behind a block that are there when it is scanned: a key and its value must not be cut. */
const AHEAD: i32 = 128;
/** More white space than this between two records is unusual. */
const BETWEEN: i32 = 4096;
/** As in src/ingest/json/limits.ts: beyond them a record is a problem, and parsing says which. */
const LONGEST_RECORD: i32 = 1048576;
const DEEPEST: i32 = 64;

@inline
const OPENS: u8 = 0x7b;
@inline
const CLOSES: u8 = 0x7d;

// carried from block to block
let inside: u64 = 0;
let escape: u64 = 0;
let depth: i32 = 2;
/** Where the open record begins, and where the last one ended. */
let start: i32 = 0;
let end: i32 = 0;
let first: bool = true;
/** Of the open record: it must be parsed; how often it has the key of its service and of its name; where the name is. */
let marked: bool = false;
let sources: i32 = 0;
let names: i32 = 0;
let nameAt: i32 = 0;
let index: i32 = 0;
let found: i32 = 0;
let stopped: bool = false;
let watching: bool = false;

/**
 * Begins a list behind its `[`, at WINDOW, with the number of its first record. `watch`: records with a temporary
 * access key are reported too, and every other one for its name.
 */
export function begin(number: i32, watch: bool): void {
  inside = 0;
  escape = 0;
  depth = 2;
  start = WINDOW;
  end = WINDOW;
  first = true;
  index = number;
  found = 0;
  stopped = false;
  watching = watch;
}

/** The window's bytes were moved so far to its beginning. */
export function moved(by: i32): void {
  start -= by;
  end -= by;
  nameAt -= by;
}

/** Whether something unusual, or the end of the list, was met: what comes behind `doneTo` is for another reader. */
export function hasStopped(): bool {
  return stopped;
}

/** Behind the last whole record. */
export function doneTo(): i32 {
  return end;
}

/** The number of the next record. */
export function next(): i32 {
  return index;
}

/** How many records the last call of `scan` reports. */
export function count(): i32 {
  return found;
}

/** Scans from a block's first byte; returns where to go on: not at the end only if it stopped or has too much to report. */
export function scan(from: i32, to: i32): i32 {
  found = 0;
  if (from + 64 + AHEAD > to) return from;
  let at = from;
  let quoted = quotesAt(at);
  for (; at + 64 + AHEAD <= to && found < FOUND_MOST; at += 64) {
    const following = quotesAt(at + 64);
    block(at, quoted, following);
    if (stopped) return at;
    quoted = following;
  }
  return at;
}

/** `quoted` and `following`: every quote of this block and of the next, escaped or not. */
@inline
function block(at: i32, quoted: u64, following: u64): void {
  const backslashes = maskOf(at, BACKSLASH);
  let quotes = quoted;
  let unicode: u64 = 0;
  if ((backslashes | escape) != 0) {
    quotes &= ~escapedBy(backslashes);
    unicode = backslashes & maskOf(at + 1, 0x75);
  }
  const text = strings(quotes) ^ inside;
  // no JSON: where its strings end is for the other reader to say
  if ((backslashes & ~text) != 0) {
    stopped = true;
    return;
  }
  inside = <u64>((<i64>text) >> 63);
  const open = bracketsOf(at, OPENS) & ~text;
  const close = bracketsOf(at, CLOSES) & ~text;
  // a quote twelve bytes before another may begin the key "eventSource", one ten bytes before "eventName"
  const begins = quotes & text;
  let keys = begins & ((quoted >> 12) | (following << 52));
  if (watching) {
    keys |= begins & ((quoted >> 10) | (following << 54));
    unicode |= temporary(at, quoted);
  }
  const more = <i32>popcnt(open);
  const less = <i32>popcnt(close);
  if (depth - less < 3) {
    if ((open | close) == 0) tooFar(at);
    else walk(at, open, close, unicode, keys);
    return;
  }
  if (unicode != 0 || depth + more - 2 > DEEPEST) marked = true;
  for (; keys != 0; keys &= keys - 1) {
    const bit = ctz(keys);
    const here = depth + <i32>popcnt(open & below(bit)) - <i32>popcnt(close & below(bit));
    if (here == 3) key(at + <i32>bit);
  }
  depth += more - less;
}

/** What is behind a backslash that is not itself escaped. */
function escapedBy(backslashes: u64): u64 {
  let escaped = escape;
  let left = backslashes & ~escape;
  escape = 0;
  while (left != 0) {
    const bit = ctz(left);
    if (bit == 63) escape = 1;
    else escaped |= (<u64>2) << bit;
    left &= ~((<u64>3) << bit);
  }
  return escaped;
}

/** Between records: there is always a next record or the end, a little later. */
function tooFar(at: i32): void {
  if (depth == 2 && at - end > BETWEEN) stopped = true;
}

/** A block in which records begin or end: byte by byte, as far as something happens. */
function walk(at: i32, open: u64, close: u64, marks: u64, keys: u64): void {
  for (let bits = open | close | marks | keys; bits != 0 && !stopped; bits &= bits - 1) {
    const bit = bits & -bits;
    const here = at + <i32>ctz(bits);
    if ((marks & bit) != 0) marked = true;
    if ((keys & bit) != 0 && depth == 3) key(here);
    if ((open & bit) != 0) opened(here);
    else if ((close & bit) != 0) closed(here);
  }
}

function opened(at: i32): void {
  if (depth == 2) {
    if (load<u8>(at) != OPENS || !separated(at)) {
      stopped = true;
      return;
    }
    start = at;
    first = false;
    marked = false;
    sources = 0;
    names = 0;
    nameAt = 0;
  }
  depth++;
  if (depth - 2 > DEEPEST) marked = true;
}

/** Between two records stands exactly one comma, before the first none; white space aside. */
function separated(at: i32): bool {
  if (at - end > BETWEEN) return false;
  let commas = 0;
  for (let place = end; place < at; place++) {
    const byte = load<u8>(place);
    if (byte == 0x2c) commas++;
    else if (byte != 0x20 && byte != 0x0a && byte != 0x0d && byte != 0x09) return false;
  }
  return commas == (first ? 0 : 1);
}

function closed(at: i32): void {
  if (depth == 2) {
    stopped = true;
    return;
  }
  depth--;
  if (depth > 2) return;
  if (load<u8>(at) != CLOSES || sources != 1 || at - start >= LONGEST_RECORD) marked = true;
  if (watching && names != 1) marked = true;
  if (marked || watching) report(at + 1);
  end = at + 1;
  index++;
}

function report(behind: i32): void {
  const to = FOUND + found * 16;
  store<i32>(to, start);
  store<i32>(to, behind, 4);
  store<i32>(to, index, 8);
  store<i32>(to, marked ? 0 : nameAt, 12);
  found++;
}

/** A record's own text that may be one of the two keys. */
function key(at: i32): void {
  const head = load<u64>(at);
  if (head == 0x6f53746e65766522 && load<u32>(at, 8) == 0x65637275 && load<u8>(at, 12) == 0x22) {
    const value = valueOf(at + 13);
    if (value == 0) return;
    sources++;
    if (!passable(value)) marked = true;
  } else if (watching && head == 0x614e746e65766522 && load<u16>(at, 8) == 0x656d && load<u8>(at, 10) == 0x22) {
    const value = valueOf(at + 11);
    if (value == 0) return;
    names++;
    nameAt = value + 1;
    if (load<u8>(value) != 0x22 || lengthOf(value + 1) < 0) marked = true;
  }
}

/** Where the value of a key begins; 0 if the text was no key. White space before the colon is unusual. */
function valueOf(behind: i32): i32 {
  const byte = load<u8>(behind);
  if (byte == 0x2c || byte == 0x7d) return 0;
  if (byte != 0x3a) marked = true;
  return load<u8>(behind, 1) == 0x20 ? behind + 2 : behind + 1;
}
