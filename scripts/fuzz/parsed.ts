import { type Item, problemAt, VACANT } from '../../src/ingest/envelope/item.ts';
import { open } from '../../src/ingest/envelope/open.ts';
import { isObject } from '../../src/ingest/json/fields.ts';
import { DEPTH, RECORD_BYTES } from '../../src/ingest/json/limits.ts';
import { itemsAlone, listAt, PATH, slicesOf } from './readers.ts';

const FOLLOWS = 'something else follows the list of records';

/**
 * What a `{"Records":[…]}` gives by a parse of the whole; undefined if it is not one, or has other keys (of which the
 * slow reader, `slow`, tells). Too long and too deep a record is a problem, and is left to `itemsOf`.
 */
export function expectedOf(bytes: Buffer, slow: readonly Item[]): readonly Item[] | undefined {
  if (listAt(bytes) === undefined) return undefined;
  const document = parsed(bytes.toString('utf8'));
  const records = isObject(document) ? document['Records'] : undefined;
  if (!isObject(document) || !Array.isArray(records) || Object.keys(document).length !== 1) return undefined;
  if (slow.some((item) => item.kind === 'problem' && item.problem.reason === FOLLOWS)) return undefined;
  const slices = slicesOf(bytes);
  const values = records.filter((value: unknown) => typeof value === 'object' && value !== null);
  const items = values.flatMap((value: unknown, index) => itemsFor(value, slices[index], index));
  if (records.length === 0) return [VACANT];
  const strayed = values.length < records.length;
  return strayed ? [...items, problemAt(PATH, 'the list holds something else than records', 0)] : items;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

function itemsFor(value: unknown, slice: Buffer = Buffer.alloc(0), index: number): readonly Item[] {
  if (slice.length > RECORD_BYTES || deeperThan(value, DEPTH)) return itemsAlone(slice, index);
  const where = `${PATH}#${index}`;
  const { records, problems, objects } = open(value, where);
  if (records.length + problems.length + objects.length === 0) return [VACANT];
  return [
    ...records.map((record): Item => ({ kind: 'record', record })),
    ...problems.map((problem): Item => ({ kind: 'problem', problem })),
    ...objects.map(() => problemAt(where, 'an S3 notification names a file; replay that file itself', 0)),
  ];
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => deeperThan(inner, levels - 1));
}
