/** Reads from values that somebody else wrote: typed, capped, own properties only, never throwing. */

import { remembering } from '../../core/collections/remembering.ts';
import { parseJson } from './limits.ts';

/** An object that somebody else wrote: nothing is known of its fields. */
export type Fields = Readonly<Record<string, unknown>>;

const NOTHING: Fields = Object.freeze({});
const NO_LIST: readonly unknown[] = Object.freeze([]);

/** Longest text that is kept of any field. */
export const TEXT_CAP = 512;
/**
 * Longest ARN: IAM allows a path of 512 characters before the name, and one that was cut would end with a piece of the
 * path, which whoever made the role or user chose, as its name.
 */
export const ARN_CAP = 1_024;
/** Longest errorMessage that is searched: CloudTrail truncates at 1 KB. */
export const MESSAGE_CAP = 2_048;
/** Longest text that is read as JSON: CloudTrail leaves out parameters and answers above 100 KB. */
const INNER_CAP = 131_072;
const SURROGATE = /[\ud800-\udfff]/;

/** Whether a value is an object, and no list. */
export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object's own field, never one of its prototype; undefined for anything that is no object. */
export function get(from: unknown, name: string): unknown {
  if (!isObject(from)) return undefined;
  const value = from[name];
  return value !== undefined && Object.hasOwn(from, name) ? value : undefined;
}

/** The object in a field. A text that holds a JSON object counts: some pipelines write parameters so. */
export function objectAt(from: unknown, name: string): Fields {
  const value = get(from, name);
  if (value === undefined || value === null) return NOTHING;
  const inside = opened(value);
  return isObject(inside) ? inside : NOTHING;
}

/** The list in a field, or in its text. */
export function listAt(from: unknown, name: string): readonly unknown[] {
  const value = get(from, name);
  if (value === undefined || value === null) return NO_LIST;
  const inside = opened(value);
  return Array.isArray(inside) ? inside : NO_LIST;
}

/** What a text holds that looks like JSON, within limits; everything else as it is. */
function opened(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[{[]/.test(value)) return value;
  const parsed = parseJson(value, INNER_CAP);
  return 'value' in parsed ? parsed.value : undefined;
}

/** A non-empty text, capped and well-formed (lone surrogates replaced). */
export function textAt(from: unknown, name: string, cap = TEXT_CAP): string | undefined {
  const value = get(from, name);
  return typeof value === 'string' ? clean(value, cap) : undefined;
}

/**
 * Accounts, regions, ARNs and names recur in most records: one copy of each is kept. The cap is for what is made up.
 */
const SHARED = 10_000;

/** The same text as before, where it was read before: it takes memory once, and compares by its place. */
export const shared = remembering(SHARED, (text) => text);

/** As `textAt`, of a field whose values recur. */
export function sharedAt(from: unknown, name: string, cap = TEXT_CAP): string | undefined {
  const text = textAt(from, name, cap);
  return text === undefined ? undefined : shared(text);
}

/** Caps a text and replaces lone surrogates; undefined if empty. */
export function clean(text: string, cap = TEXT_CAP): string | undefined {
  if (text.length <= cap && !SURROGATE.test(text)) return text === '' ? undefined : text;
  // A copy: a slice would keep the whole text in memory.
  return Buffer.from(text.slice(0, cap), 'utf8').toString('utf8');
}

/** A boolean, or the texts "true" and "false" that CloudTrail also writes. */
export function flagAt(from: unknown, name: string): boolean | undefined {
  const value = get(from, name);
  if (typeof value === 'boolean') return value;
  if (value === 'true') return true;
  return value === 'false' ? false : undefined;
}

/** A whole number, or its text. */
export function countAt(from: unknown, name: string): number | undefined {
  const value = get(from, name);
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

/** What stands behind the last slash of a text; the whole where there is none. */
export function behindSlash(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
