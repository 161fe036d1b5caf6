import type { StsEvent } from '../../core/event/event.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { headOf, type Packed, type PackedHead, pack, unpack } from '../../ingest/packed/packed.ts';
import { type Aliases, aliasesOf, mergeCopies } from '../../ingest/record/merge.ts';

/** A packed event, and what it is sorted by. */
export interface Sortable {
  readonly time: number;
  readonly id: string;
  readonly packed: Packed;
}

/** Calls, each with its copies merged into one event. `duplicates`: as `mergeCopies` counts them. */
export interface Merged {
  readonly events: readonly Sortable[];
  readonly duplicates: number;
}

/** Of recordings without corrections. */
const NO_ALIASES: Aliases = new Map();

/** The id of the call to which a packed event belongs; the same as `callIdOf` of the event, without unpacking it. */
export function callOf({ corrects, id }: PackedHead, aliases: Aliases): string {
  return (corrects === undefined ? undefined : aliases.get(corrects)) ?? id;
}

/** Merges the copies of each call. Only calls that have several are unpacked. */
export function mergePacked(rows: Iterable<Packed>, aliases: Aliases, locator: Locator): Merged {
  const calls = new Map<string, Sortable | Sortable[]>();
  for (const packed of rows) {
    const head = headOf(packed);
    const call = callOf(head, aliases);
    const copy = { time: head.time, id: head.id, packed };
    const known = calls.get(call);
    if (known === undefined) calls.set(call, copy);
    else if (Array.isArray(known)) known.push(copy);
    else calls.set(call, [known, copy]);
  }
  const events: Sortable[] = [];
  let duplicates = 0;
  for (const [id, copies] of calls) {
    if (!Array.isArray(copies) && copies.id === id) {
      events.push(copies);
      continue;
    }
    const merged = mergeCopies(
      [copies].flat().map(({ packed }) => unpack(packed, locator)),
      aliases,
    );
    duplicates += merged.duplicates;
    for (const event of merged.events) events.push({ time: event.time, id: event.id, packed: pack(event) });
  }
  return { events, duplicates };
}

/** Collects aliases, for the copies that corrections name. `corrected`: the eventIDs of these copies. */
export function aliasesIn(rows: Iterable<Packed>, corrected: ReadonlySet<string>, locator: Locator): Aliases {
  return corrected.size === 0 ? NO_ALIASES : aliasesOf(named(rows, corrected, locator));
}

function* named(
  rows: Iterable<Packed>,
  corrected: ReadonlySet<string>,
  locator: Locator,
): Generator<StsEvent> {
  for (const packed of rows) {
    if (headOf(packed).plain) continue;
    const event = unpack(packed, locator);
    if (corrected.has(event.eventId)) yield event;
  }
}
