import { grouped } from '../../core/collections/grouped.ts';
import type { StsEvent } from '../../core/event/event.ts';
import { byText } from '../../core/text/ascii.ts';

/** By a copy's own eventID, the id of its call. A correction names its original by that eventID. */
export type Aliases = ReadonlyMap<string, string>;

/** Collects the aliases of events. If two calls claim one eventID, the smaller id counts: the same for any order. */
export function aliasesOf(events: Iterable<StsEvent>): Aliases {
  const aliases = new Map<string, string>();
  for (const { eventId, id } of events) {
    const known = aliases.get(eventId);
    if (eventId !== id && (known === undefined || id < known)) aliases.set(eventId, id);
  }
  return aliases;
}

/**
 * Merges the copies of one event: exact duplicates, corrections (`addendum`), and the two copies of a
 * cross-account call. The caller's side says who and from where; the owner's copy fills what it leaves open.
 * The same for any order of the input. `aliases`: of everything that was read, if `events` are only a part.
 */
export function mergeCopies(
  events: readonly StsEvent[],
  aliases: Aliases = aliasesOf(events),
): {
  readonly events: readonly StsEvent[];
  /** Later records of an already seen key and side. */
  readonly duplicates: number;
} {
  const copies = grouped(events, (event) => callIdOf(event, aliases));
  let duplicates = 0;
  const merged = [...copies].map(([id, all]) => {
    const [only, another] = all;
    if (only?.id === id && another === undefined) return only;
    const sides = bySide(all);
    duplicates += all.length - sides.length;
    return { ...fromSides(sides), id };
  });
  return { events: merged, duplicates };
}

/** The id of a copy's call. A correction of a twin names the twin's eventID: it belongs under the pair's shared id. */
export function callIdOf(event: StsEvent, aliases: Aliases): string {
  return event.sharedEventId ?? aliases.get(event.replaces ?? '') ?? event.id;
}

/** One copy per recipient account: a correction beats its original, the later the earlier, then the smaller eventID counts. */
function bySide(copies: readonly StsEvent[]): readonly StsEvent[] {
  const sides = new Map<string | undefined, StsEvent>();
  for (const copy of copies) {
    const known = sides.get(copy.recipientAccountId);
    if (known === undefined || compareCopies(copy, known) < 0) sides.set(copy.recipientAccountId, copy);
  }
  return [...sides.values()].sort(compareSides);
}

function compareCopies(a: StsEvent, b: StsEvent): number {
  const corrected = Number(b.replaces !== undefined) - Number(a.replaces !== undefined);
  return corrected || b.time - a.time || byEventId(a, b);
}

/** The caller's side first: it has an ARN and an access key. */
function compareSides(a: StsEvent, b: StsEvent): number {
  return knowledge(b) - knowledge(a) || byEventId(a, b);
}

function knowledge({ actor, origin }: StsEvent): number {
  return (
    Number(actor.kind !== 'account') * 4 +
    Number(actor.arn !== undefined) * 2 +
    Number(actor.accessKeyId !== undefined) +
    Number(origin.kind === 'ip')
  );
}

/**
 * The smaller eventID first; of two with the same one the smaller text, so that the order never depends on the input's.
 */
function byEventId(a: StsEvent, b: StsEvent): number {
  return a.eventId === b.eventId
    ? byText(JSON.stringify(a), JSON.stringify(b))
    : byText(a.eventId, b.eventId);
}

function fromSides(sides: readonly StsEvent[]): StsEvent {
  const [first, ...rest] = sides;
  if (first === undefined) throw new Error('an event without copies cannot be merged');
  return rest.reduce(fill, first);
}

/** What the caller's copy leaves open is taken from the other. */
function fill(event: StsEvent, other: StsEvent): StsEvent {
  return {
    ...event,
    role: event.role ?? other.role,
    grant: event.grant ?? other.grant,
    federation: event.federation ?? other.federation,
    // only an address says more than what is there already
    origin: event.origin.kind !== 'ip' && other.origin.kind === 'ip' ? other.origin : event.origin,
    request: {
      ...event.request,
      externalIdHash: event.request.externalIdHash ?? other.request.externalIdHash,
    },
    vpcEndpointId: event.vpcEndpointId ?? other.vpcEndpointId,
    vpcEndpointAccountId: event.vpcEndpointAccountId ?? other.vpcEndpointAccountId,
  };
}
