import { grouped } from '../collections/grouped.ts';
import { byText } from '../text/ascii.ts';
import { cutOf } from '../time/days.ts';
import type { StsEvent } from './event.ts';

/**
 * Events in the order of judging: time; inside one second the use of an access key after its issue; then the
 * event's id; then the record's. The same whatever order they come in.
 */
export function inOrder(events: readonly StsEvent[]): readonly StsEvent[] {
  const sorted = [...events].sort(compare);
  const ordered: StsEvent[] = [];
  for (let start = 0; start < sorted.length; ) {
    let end = start + 1;
    while (end < sorted.length && second(sorted[end]) === second(sorted[start])) end++;
    // not spread: a call takes a hundred thousand arguments at most
    for (const event of issuesFirst(sorted.slice(start, end))) ordered.push(event);
    start = end;
  }
  return ordered;
}

/** Events of one cut see the same habits: they are recalled, judged and learned together. */
export function byCut(events: readonly StsEvent[]): readonly (readonly StsEvent[])[] {
  return [...grouped(events, ({ time }) => cutOf(time)).values()];
}

function second(event: StsEvent | undefined): number {
  return Math.floor((event?.time ?? 0) / 1_000);
}

function compare(a: StsEvent, b: StsEvent): number {
  return a.time - b.time || byText(a.id, b.id) || byText(a.eventId, b.eventId);
}

/**
 * Within one second: every event after the one that issued its key (the first, should several say so), along
 * whole chains, and otherwise as it stood. Events that issue each other's keys keep a fixed order too.
 */
function issuesFirst(events: readonly StsEvent[]): readonly StsEvent[] {
  const issuers = new Map<string, StsEvent>();
  for (const event of events) {
    const key = event.grant?.accessKeyId;
    if (key !== undefined && !issuers.has(key)) issuers.set(key, event);
  }
  if (!events.some(({ actor }) => issuers.has(actor.accessKeyId ?? ''))) return events;
  const placed = new Set<StsEvent>();
  for (const event of events) {
    const chain = new Set<StsEvent>();
    let next: StsEvent | undefined = event;
    while (next !== undefined && !placed.has(next) && !chain.has(next)) {
      chain.add(next);
      next = issuers.get(next.actor.accessKeyId ?? '');
    }
    for (const link of [...chain].reverse()) placed.add(link);
  }
  return [...placed];
}
