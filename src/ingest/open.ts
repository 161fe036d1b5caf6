import { gunzipSync } from 'node:zlib';
import { type Inner, looksLikeRecord, unwrap } from './envelopes.ts';
import { isObject } from './fields.ts';
import { DOCUMENT_BYTES, ENVELOPES_DEEP, INFLATED_BYTES, parseJson, RECORD_BYTES } from './limits.ts';
import type { Opened } from './record.ts';

const NOTHING: Opened = { records: [], problems: [] };

/**
 * Unwraps a delivery, however many envelopes deep, to CloudTrail records: text, bytes (gzip or not), or a value
 * that a runtime has parsed. Never throws: what cannot be read becomes a problem, and the rest goes on.
 */
export function open(body: unknown, where: string): Opened {
  return openPart(body, where, 0);
}

function openPart(body: unknown, where: string, depth: number): Opened {
  if (depth > ENVELOPES_DEEP) return problem(where, `more than ${ENVELOPES_DEEP} envelopes deep`);
  if (body instanceof Uint8Array) return openBytes(body, where, depth);
  if (typeof body === 'string') return openText(body, where, depth);
  if (Array.isArray(body)) return together(body.map((part) => openPart(part, where, depth + 1)));
  if (!isObject(body)) return problem(where, 'not a JSON object');
  const inner = unwrap(body);
  if (inner !== undefined) return openInner(inner, where, depth + 1);
  return looksLikeRecord(body)
    ? { records: [{ value: body, where }], problems: [] }
    : problem(where, 'not a CloudTrail record, and no envelope that we know');
}

function openInner(inner: Inner, where: string, depth: number): Opened {
  switch (inner.kind) {
    case 'nothing':
      return NOTHING;
    case 'refused':
      return problem(where, inner.reason);
    case 'inside':
      return together(inner.parts.map((part) => openPart(part, where, depth)));
    case 'base64':
      return together(inner.parts.map((part) => openBase64(part, where, depth)));
  }
}

function openBase64(part: unknown, where: string, depth: number): Opened {
  return typeof part === 'string'
    ? openPart(Buffer.from(part, 'base64'), where, depth)
    : problem(where, 'an envelope without data');
}

function openBytes(bytes: Uint8Array, where: string, depth: number): Opened {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b)
    return openText(Buffer.from(bytes).toString('utf8'), where, depth);
  let text: string;
  try {
    text = gunzipSync(bytes, { maxOutputLength: INFLATED_BYTES }).toString('utf8');
  } catch (thrown) {
    const bomb = thrown instanceof RangeError;
    return problem(
      where,
      bomb ? `inflates to more than ${INFLATED_BYTES} bytes` : 'damaged gzip',
      bytes.length,
    );
  }
  return openText(text, where, depth);
}

/** JSON, base64 of gzip, or one JSON value a line. */
function openText(text: string, where: string, depth: number): Opened {
  const bare = text.replace(/^\ufeff/, '').trim();
  if (bare === '') return NOTHING;
  if (bare.startsWith('H4sI')) return openBase64(bare, where, depth + 1);
  const whole = parseJson(bare, DOCUMENT_BYTES);
  if ('value' in whole) return openValue(whole.value, bare.length, where, depth);
  if (!bare.includes('\n')) return problem(where, whole.reason, bare.length);
  return together(bare.split('\n').map((line) => openLine(line.trim(), where, depth + 1)));
}

function openLine(line: string, where: string, depth: number): Opened {
  if (line === '') return NOTHING;
  const parsed = parseJson(line, INFLATED_BYTES);
  return 'value' in parsed
    ? openValue(parsed.value, line.length, where, depth)
    : problem(where, parsed.reason, line.length);
}

/** A lone record has the limit of a record; an envelope of many has the limit of what may be inflated. */
function openValue(value: unknown, bytes: number, where: string, depth: number): Opened {
  const lone = isObject(value) && unwrap(value) === undefined;
  if (lone && bytes > RECORD_BYTES)
    return problem(where, `a record larger than ${RECORD_BYTES} bytes`, bytes);
  return openPart(value, where, typeof value === 'string' ? depth + 1 : depth);
}

function problem(where: string, reason: string, bytes = 0): Opened {
  return { records: [], problems: [{ where, reason, bytes }] };
}

function together(parts: readonly Opened[]): Opened {
  return {
    records: parts.flatMap(({ records }) => records),
    problems: parts.flatMap(({ problems }) => problems),
  };
}
