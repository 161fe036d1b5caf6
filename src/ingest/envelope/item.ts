import type { Problem, RawRecord } from '../json/record.ts';
import { open } from './open.ts';

/** One thing found while reading paths. */
export type Item =
  | { readonly kind: 'record'; readonly record: RawRecord }
  /** Records of services of which nothing is read: counted, never parsed. */
  | { readonly kind: 'passed'; readonly records: number }
  /** A list without records, or a message that wraps none: CloudTrail says that there is nothing. */
  | { readonly kind: 'vacant' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The end of a file. `broken`: the disk failed first, so that reading it again may show more. */
  | { readonly kind: 'file'; readonly path: string; readonly broken: boolean };

/** See `vacant` of `Item`. */
export const VACANT: Item = { kind: 'vacant' };

/** The items of a slice of a file: of a line, an element of a list, or the whole file. */
export function itemsOf(slice: Buffer, maxBytes: number, where: string): readonly Item[] {
  if (slice.length > maxBytes) return [problemAt(where, `larger than ${maxBytes} bytes`, slice.length)];
  const text = slice.toString('utf8');
  const { objects, problems, records } = open(text, where);
  if (objects.length + problems.length + records.length === 0) return text.trim() === '' ? [] : [VACANT];
  return [
    ...records.map((record): Item => ({ kind: 'record', record })),
    ...problems.map((problem): Item => ({ kind: 'problem', problem })),
    ...objects.map(() => problemAt(where, 'an S3 notification names a file; replay that file itself', 0)),
  ];
}

/** A problem as an item. */
export function problemAt(where: string, reason: string, bytes: number): Item {
  return { kind: 'problem', problem: { where, reason, bytes } };
}
