import type { Fullness } from '../../core/history/fullness.ts';
import { VALUE_CAP } from '../../core/history/habit.ts';
import { byAscii } from '../../core/text/ascii.ts';
import { firstDay } from './days.ts';
import { daysAt, entriesIn, valueAt } from './layout.ts';

/** Whether a full dimension keeps one value more depends on this; undefined if the dimension is not full. */
export function fullnessIn(bytes: Buffer, code: number | undefined): Fullness | undefined {
  const entries = entriesIn(bytes, code);
  if (entries.length < VALUE_CAP) return undefined;
  let [first, newest, oldest] = [0, 0, Number.POSITIVE_INFINITY];
  for (const entry of entries) {
    const at = daysAt(bytes, entry);
    const last = bytes.readUInt16BE(at);
    first = Math.max(first, firstDay(bytes, at));
    newest = Math.max(newest, last);
    oldest = Math.min(oldest, last);
  }
  return { value: greatestOf(bytes, entries, first), first, newest, oldest };
}

/** Of the values first seen on one day the greatest: values are read only where days do not decide. */
function greatestOf(bytes: Buffer, entries: readonly number[], day: number): string {
  let greatest = '';
  for (const entry of entries) {
    const at = daysAt(bytes, entry);
    if (firstDay(bytes, at) !== day) continue;
    const value = valueAt(bytes, entry, at) ?? '';
    if (byAscii(value, greatest) > 0) greatest = value;
  }
  return greatest;
}
