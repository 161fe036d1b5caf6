import type { Item } from '../../src/ingest/envelope/item.ts';
import { isOfService } from '../../src/ingest/envelope/record-like.ts';
import { isObject, textAt } from '../../src/ingest/json/fields.ts';
import { serviceOf } from '../../src/ingest/record/services.ts';
import { isWatched } from '../../src/ingest/record/watched.ts';
import { expectedOf } from './parsed.ts';
import { PATH, readQuickly, readSlowly, slicesOf } from './readers.ts';

/** What a document was found to be. `faults`: records passed over that are no JSON, which nobody sees. */
export interface Verdict {
  readonly mismatch: string | undefined;
  readonly valid: boolean;
  readonly passed: number;
  readonly faults: number;
}

/** A document as what is being proved is held against it: read without the scanner, and by JSON.parse where that can. */
export interface Known {
  readonly bytes: Buffer;
  readonly size: number;
  readonly slow: readonly Item[];
  readonly texts: readonly string[];
  readonly valid: boolean;
  readonly mismatch: string | undefined;
}

/** Reads a document in chunks of a size without the scanner, and says whether JSON.parse agrees. */
export async function known(bytes: Buffer, size: number): Promise<Known> {
  const slow = await readSlowly(bytes, size);
  const texts = slow.map(oneText);
  const expected = expectedOf(bytes, slow);
  const differs = expected !== undefined && expected.map(oneText).join() !== texts.join();
  const mismatch = differs ? 'the slow reader is not JSON.parse' : undefined;
  return { bytes, size, slow, texts, valid: expected !== undefined, mismatch };
}

/** Reads a document both ways, and by JSON.parse where that can, and says whether all agree. */
export async function compare(bytes: Buffer, size: number, watch: boolean): Promise<Verdict> {
  return compareWith(await known(bytes, size), watch);
}

/** Reads it with the scanner too, and says whether all agree. */
export async function compareWith(one: Known, watch: boolean): Promise<Verdict> {
  const { bytes, mismatch, valid } = one;
  const quick = await readQuickly(bytes, one.size, watch);
  const missing = missingFrom(quick, one);
  const verdict = { valid, passed: passedOf(quick), faults: 0 };
  if (typeof missing === 'string') return { ...verdict, mismatch: missing };
  if (mismatch !== undefined) return { ...verdict, mismatch };
  return { ...verdict, ...judge(missing, verdict, bytes, watch) };
}

/** What the slow reader has more; a text if it is anything else than more. */
function missingFrom(quick: readonly Item[], { slow, texts }: Known): readonly Item[] | string {
  const found = quick.filter(({ kind }) => kind !== 'passed').map(oneText);
  let at = 0;
  const missing = slow.filter((_, index) => {
    if (found[at] !== texts[index]) return true;
    at++;
    return false;
  });
  return at === found.length ? missing : `an item too many, or another: ${found[at]?.slice(0, 200)}`;
}

function judge(
  missing: readonly Item[],
  { valid, passed }: Pick<Verdict, 'valid' | 'passed'>,
  bytes: Buffer,
  watch: boolean,
): Pick<Verdict, 'mismatch' | 'faults'> {
  const broken = valid || passed === 0 ? new Set<string>() : brokenOf(bytes);
  const faults = new Set(missing.map(whereOf).filter((where) => broken.has(where)));
  const sound = missing.filter((item) => !broken.has(whereOf(item)));
  const wanted = sound.find((item) => !isPassable(item, watch));
  const unseen = passed - sound.length;
  const fits = valid ? unseen === 0 : unseen >= faults.size && unseen <= broken.size;
  if (wanted !== undefined) return { faults: 0, mismatch: `lost: ${oneText(wanted).slice(0, 200)}` };
  if (!fits) return { faults: 0, mismatch: `passed ${passed}, but ${sound.length} are missing` };
  return { faults: unseen, mismatch: undefined };
}

/** Where records are no JSON. */
function brokenOf(bytes: Buffer): ReadonlySet<string> {
  return new Set(
    slicesOf(bytes).flatMap((slice, index) => (isJson(slice.toString('utf8')) ? [] : [`${PATH}#${index}`])),
  );
}

/** Whether `JSON.parse` takes a text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whether nothing is lost with a record: of an AWS service of which nothing is read. */
function isPassable(item: Item, watch: boolean): boolean {
  if (item.kind !== 'record') return false;
  const { value } = item.record;
  if (!isObject(value) || !isOfService(value) || serviceOf(value) !== undefined) return false;
  return !watch || !isWatched(value, textAt(value, 'eventName', 128) ?? '');
}

function passedOf(items: readonly Item[]): number {
  return items.reduce((sum, item) => sum + (item.kind === 'passed' ? item.records : 0), 0);
}

function whereOf(item: Item): string {
  if (item.kind === 'record') return item.record.where;
  return item.kind === 'problem' ? item.problem.where : '';
}

function oneText(item: Item): string {
  return JSON.stringify(item);
}
