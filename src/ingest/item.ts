import { open } from './open.ts';
import type { Problem, RawRecord } from './record.ts';

/** One thing found while reading paths. */
export type Item =
  | { readonly kind: 'record'; readonly record: RawRecord }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string };

/** What a slice of a file holds: a line, an element of a list, or the whole file. */
export function* itemsOf(slice: Buffer, maxBytes: number, where: string): Generator<Item> {
  if (slice.length > maxBytes) {
    yield problemAt(where, `larger than ${maxBytes} bytes`, slice.length);
    return;
  }
  const { objects, problems, records } = open(slice.toString('utf8'), where);
  for (const record of records) yield { kind: 'record', record };
  for (const problem of problems) yield { kind: 'problem', problem };
  for (const _ of objects)
    yield problemAt(where, 'an S3 notification names a file; replay that file itself', 0);
}

/** A problem as an item. */
export function problemAt(where: string, reason: string, bytes: number): Item {
  return { kind: 'problem', problem: { where, reason, bytes } };
}
