import { after, nesting, type Place } from './scan.ts';

const KIB = 1_024;
const MIB = KIB * KIB;

/** CloudTrail events are at most 256 KB; a raw record above this is an attack or an accident. */
export const RECORD_BYTES = MIB;

/** One wrapped record inflates to at most this: 1 GiB of zeros gzips to fit one Kinesis record. */
export const INFLATED_BYTES = 16 * MIB;

/** A JSON document that cannot be split is held whole up to this: the size CloudTrail caps its files at. */
export const DOCUMENT_BYTES = 50 * MIB;

/** JSON nested deeper is refused before parsing: parsing 1 MB of `[[[` blocks for 275 ms, and walking it throws. */
export const DEPTH = 64;

/** Envelopes inside envelopes: EventBridge in SNS in SQS in Lambda is four. */
export const ENVELOPES_DEEP = 6;

/** A text parsed within limits, or the reason why not. */
export type Parsed = { readonly value: unknown } | { readonly reason: string };

/** Parses JSON after a linear look at its depth. Never throws; the reason holds no content. */
export function parseJson(text: string, maxBytes: number): Parsed {
  if (text.length > maxBytes) return { reason: `larger than ${maxBytes} bytes` };
  if (tooDeep(text)) return { reason: `JSON nested deeper than ${DEPTH}` };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { reason: 'not JSON' };
  }
}

function tooDeep(text: string): boolean {
  let depth = 0;
  let place: Place = 'plain';
  for (let at = 0; at < text.length && depth <= DEPTH; at++) {
    const code = text.charCodeAt(at);
    if (place === 'plain') depth += nesting(code);
    place = after(place, code);
  }
  return depth > DEPTH;
}
