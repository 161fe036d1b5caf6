import type { StsEvent } from '../event/event.ts';
import { grantKey } from '../history/grant-key.ts';
import { createStays, type Mark, type MarkHolder, type MarkTag, type OwnMarks } from '../history/mark.ts';
import { markOwner } from './mark-owner.ts';

/** What an event of a group may see of its windows. */
export type Look = (event: StsEvent, tag: MarkTag, windowMs: number, holder: MarkHolder) => readonly Mark[];

const NO_MARKS: readonly Mark[] = [];

/** Marks of this group count only if their event comes before the one that asks; marks of other batches always do. */
export function windowsIn(
  events: readonly StsEvent[],
  marks: ReadonlyMap<string, OwnMarks> | undefined,
): Look {
  const position = new Map<string, number>();
  events.forEach((event, index) => {
    position.set(event.id, index);
    if (event.grant !== undefined) position.set(grantKey(event), index);
  });
  return (event, tag, windowMs, holder) => {
    const owner = markOwner(event, holder);
    const all = owner === undefined ? undefined : marks?.get(owner)?.get(tag);
    if (all === undefined) return NO_MARKS;
    const here = position.get(event.id) ?? 0;
    return newest(all, event.time - windowMs, event.time + windowMs, ({ key, time }) => {
      const there = position.get(key);
      return there === undefined || (there <= here && time <= event.time);
    });
  };
}

/** Of the marks that count and stay, those from one time to another. From the last back: what is too early ends it. */
function newest(
  all: readonly Mark[],
  from: number,
  to: number,
  counts: (mark: Mark) => boolean,
): readonly Mark[] {
  const stays = createStays();
  const found: Mark[] = [];
  for (let at = all.length - 1; at >= 0; at--) {
    const mark = all[at];
    if (mark === undefined || mark.time < from) break;
    if (counts(mark) && stays(mark) && mark.time <= to) found.push(mark);
  }
  return found.reverse();
}
