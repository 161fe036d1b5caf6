import { open } from './open.ts';
import type { Problem, RawRecord } from './record.ts';

/** One thing found while reading paths. */
export type Item =
  | { readonly kind: 'record'; readonly record: RawRecord }
  /** Records of services of which nothing is read, never parsed. */
  | { readonly kind: 'passed'; readonly records: number }
  /** A list without records, or a message that wraps none: CloudTrail says that there is nothing. */
  | { readonly kind: 'vacant' }
  | { readonly kind: 'problem'; readonly problem: Problem }
  /** The end of a file. `broken`: the disk failed before it came, so that another time may show more. */
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number; readonly broken: boolean };

export const VACANT: Item = { kind: 'vacant' };

/** What a slice of a file holds: a line, an element of a list, or the whole file. */
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
