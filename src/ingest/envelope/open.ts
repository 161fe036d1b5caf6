import { gunzipSync } from 'node:zlib';
import { type Fields, get, isObject } from '../json/fields.ts';
import {
  BASE64,
  DOCUMENT_BYTES,
  ENVELOPES_DEEP,
  hasLines,
  INFLATED_BYTES,
  inflatable,
  parseJson,
  RECORD_BYTES,
} from '../json/limits.ts';
import type { OpenedDelivery } from '../json/record.ts';
import { unwrap } from './envelopes.ts';
import type { Inner } from './inner.ts';
import { createOpening, type Opening } from './opening.ts';
import { ownResult } from './own.ts';
import { isOfService, looksLikeRecord } from './record-like.ts';

/**
 * A part's surroundings: how many envelopes are around it, and how many bytes the gzip around it may still inflate to.
 */
interface Around {
  readonly depth: number;
  readonly budget: { left: number } | undefined;
}

/**
 * Unwraps a delivery, however many envelopes deep, to CloudTrail records: text, bytes (gzip or not), or a value
 * that a runtime has parsed. Never throws: what cannot be read becomes a problem, and the rest goes on.
 */
export function open(body: unknown, where: string): OpenedDelivery {
  const opening = createOpening(where);
  openPart(body, opening, { depth: 0, budget: undefined });
  return opening.opened();
}

type Inside = Extract<Inner, { readonly kind: 'inside' }>;

const deeper = (around: Around): Around => ({ ...around, depth: around.depth + 1 });

function openPart(body: unknown, to: Opening, around: Around): void {
  if (around.depth > ENVELOPES_DEEP) to.problem(`more than ${ENVELOPES_DEEP} envelopes deep`);
  else if (body instanceof Uint8Array) openBytes(body, to, around);
  else if (typeof body === 'string') openText(body, to, around);
  else if (Array.isArray(body)) openAll(body, to, deeper(around));
  else if (isObject(body)) openObject(body, to, around);
  else to.problem('not a JSON object');
}

function openAll(parts: readonly unknown[], to: Opening, around: Around): void {
  for (const part of parts) openPart(part, to, around);
}

function openObject(body: Fields, to: Opening, around: Around): void {
  if (isOfService(body)) {
    to.record(body);
    return;
  }
  const inner = unwrap(body);
  if (inner !== undefined) openInner(inner, to, deeper(around));
  else if (looksLikeRecord(body)) to.record(body);
  else refuse(body, to);
}

/** Athena's tables of CloudTrail have the same columns, whose names it writes in lower case. */
function isRow(body: Fields): boolean {
  return ['eventversion', 'eventsource', 'eventname'].some((name) => typeof get(body, name) === 'string');
}

function refuse(body: Fields, to: Opening): void {
  const reason = ownResult(body);
  if (reason !== undefined) to.own(reason);
  else if (isRow(body))
    to.problem('a row of Athena, with names in lower case (replay the files that it queried)');
  else to.problem('not a CloudTrail record, and no envelope that we know');
}

function openInner(inner: Inner, to: Opening, around: Around): void {
  if (inner.kind === 'refused') to.problem(inner.reason);
  else if (inner.kind === 'inside') openInside(inner, to, around);
  else if (inner.kind === 'objects') for (const name of inner.objects) to.object(name);
  else if (inner.kind === 'base64') openAllBase64(inner.parts, to, around);
}

function openInside({ lacks = [], parts }: Inside, to: Opening, around: Around): void {
  openAll(parts, to, around);
  for (const reason of lacks) to.problem(reason);
}

function openAllBase64(parts: readonly unknown[], to: Opening, around: Around): void {
  for (const part of parts) {
    if (typeof part === 'string') openPart(Buffer.from(part, 'base64'), to, around);
    else to.problem('an envelope without data');
  }
}

function openBytes(bytes: Uint8Array, to: Opening, around: Around): void {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) openGzip(bytes, to, around);
  else openText(Buffer.from(bytes).toString('utf8'), to, around);
}

/** All gzip inside one wrapped record shares the outermost one's budget: bombs may hold bombs. */
function openGzip(bytes: Uint8Array, to: Opening, around: Around): void {
  const budget = around.budget ?? { left: INFLATED_BYTES };
  const limit = inflatable(bytes.length, budget.left);
  const inflated = inflate(bytes, limit);
  // a failure may cost as much as it is allowed, and the same bytes may come many times
  budget.left -= typeof inflated === 'string' ? limit : inflated.length;
  if (typeof inflated === 'string') to.problem(inflated, bytes.length);
  else openText(inflated.toString('utf8'), to, { ...around, budget });
}

/** The bytes, or why there are none. */
function inflate(bytes: Uint8Array, limit: number): Buffer | string {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (thrown) {
    return thrown instanceof RangeError ? 'gzip that inflates too far' : 'damaged gzip';
  }
}

/** A text is JSON, or JSON or gzip in base64, or has one of these on each line. */
function openText(text: string, to: Opening, around: Around): void {
  // which also takes a byte-order mark away
  const bare = text.trim();
  if (bare === '') return;
  if (BASE64.test(bare)) openPart(Buffer.from(bare, 'base64'), to, deeper(around));
  else openJson(bare, to, around);
}

function openJson(bare: string, to: Opening, around: Around): void {
  const whole = parseJson(bare, DOCUMENT_BYTES);
  if ('value' in whole) openValue(whole.value, bare.length, to, around);
  else if (!hasLines(bare)) to.problem(whole.reason, bare.length);
  else openAll(bare.split('\n'), to, deeper(around));
}

/** A lone record has the limit of a record; an envelope of many has the limit of what may be inflated. */
function openValue(value: unknown, bytes: number, to: Opening, around: Around): void {
  const lone = isObject(value) && unwrap(value) === undefined;
  if (lone && bytes > RECORD_BYTES) to.problem(`a record larger than ${RECORD_BYTES} bytes`, bytes);
  else openPart(value, to, typeof value === 'string' ? deeper(around) : around);
}
