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
    ordered.push(...issuesFirst(sorted.slice(start, end)));
    start = end;
  }
  return ordered;
}

function second(event: StsEvent | undefined): number {
  return Math.floor((event?.time ?? 0) / 1_000);
}

function compare(a: StsEvent, b: StsEvent): number {
  return a.time - b.time || byText(a.id, b.id) || byText(a.eventId, b.eventId);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Within one second: takes, again and again, the first event whose key is not issued by one still waiting. */
function issuesFirst(events: readonly StsEvent[]): readonly StsEvent[] {
  const issuers = new Map(
    events.flatMap((event) => (event.grant?.accessKeyId ? [[event.grant.accessKeyId, event] as const] : [])),
  );
  if (issuers.size === 0 || !events.some(({ actor }) => issuers.has(actor.accessKeyId ?? ''))) return events;
  const done = new Set<StsEvent>();
  const place = (event: StsEvent, above: ReadonlySet<StsEvent>): void => {
    if (done.has(event) || above.has(event)) return;
    const issuer = issuers.get(event.actor.accessKeyId ?? '');
    if (issuer !== undefined) place(issuer, new Set([...above, event]));
    done.add(event);
  };
  for (const event of events) place(event, new Set());
  return [...done];
}
