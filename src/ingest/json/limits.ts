import { nesting, type Quoting, quotingAfter } from './scan.ts';

const KIB = 1_024;
const MIB = KIB * KIB;

/** CloudTrail events are at most 256 KB; a raw record above this is an attack or an accident. */
export const RECORD_BYTES = MIB;

/** One wrapped record inflates to at most this, all gzip inside it included: 1 GiB of zeros gzips to 1 MiB. */
export const INFLATED_BYTES = 16 * MIB;

/**
 * Above 1 MiB, gzip may grow at most so many times: CloudTrail's JSON shrinks ten to thirty times, bombs a thousand.
 */
export const INFLATED_RATIO = 100;

/** Problems kept of one delivery; the rest are counted. 16 MiB of `[0,0,…` would be eight million of them. */
export const PROBLEMS = 1_000;

/** Files that one delivery may name. */
export const OBJECTS = 100;

/** A JSON document that cannot be split is held whole up to this: the size CloudTrail caps its files at. */
export const DOCUMENT_BYTES = 50 * MIB;

/** JSON nested deeper is refused before parsing: parsing 1 MB of `[[[` blocks for 275 ms, and walking it throws. */
export const DEPTH = 64;

/** Envelopes inside envelopes: EventBridge in SNS in SQS in Lambda is four. */
export const ENVELOPES_DEEP = 6;

/** How far these gzipped bytes may inflate, of what is left to the record that wraps them; at least a byte. */
export function inflatable(gzipped: number, left: number): number {
  return Math.max(1, Math.min(left, Math.max(MIB, gzipped * INFLATED_RATIO)));
}

/** JSON or gzip, in base64: `{"`, `{\n`, `[{` and gzip's magic number begin so. */
export const BASE64 = /^(?:H4sI|eyJ|ewo|W3s)[A-Za-z0-9+/]*={0,2}$/;

/** A text parsed within limits, or the reason why not. */
export type ParsedJson = { readonly value: unknown } | { readonly reason: string };

/** Parses JSON after a linear look at its depth. Never throws; the reason holds no content. */
export function parseJson(text: string, maxBytes: number): ParsedJson {
  if (text.length > maxBytes) return { reason: `larger than ${maxBytes} bytes` };
  if (tooDeep(text)) return { reason: `JSON nested deeper than ${DEPTH}` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { reason: 'not JSON' };
  }
}

/**
 * Whether a text that is no JSON as a whole has one value a line: its first or its second line is JSON by itself.
 * A broken document is one problem, not one for each of its lines.
 */
export function hasLines(text: string): boolean {
  const lines = /^\s*(\S[^\n]*)\n\s*(\S[^\n]*)(?:\n|$)/.exec(text)?.slice(1) ?? [];
  return lines.some((line) => startsAlone(line.trim()));
}

function startsAlone(line: string): boolean {
  return BASE64.test(line) || (/^[[{"]/.test(line) && 'value' in parseJson(line, INFLATED_BYTES));
}

function tooDeep(text: string): boolean {
  if (count(text, '{') + count(text, '[') <= DEPTH) return false;
  let depth = 0;
  let quoting: Quoting = 'plain';
  for (let at = 0; at < text.length && depth <= DEPTH; at++) {
    const code = text.charCodeAt(at);
    if (quoting === 'plain') depth += nesting(code);
    quoting = quotingAfter(quoting, code);
  }
  return depth > DEPTH;
}

/** How often a text has a character, or more than DEPTH: at the speed of indexOf, which a look at every one is not. */
function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0 && found <= DEPTH; at = text.indexOf(character, at + 1))
    found++;
  return found;
}
