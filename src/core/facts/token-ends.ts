import type { StsEvent } from '../event/event.ts';
import { isTemporaryKey } from '../event/issued-to.ts';
import { parentOf } from '../history/lineage.ts';
import { MARK_KEEP } from '../history/mark.ts';
import { type MarkedPlace, parsePlace } from '../history/marked-place.ts';
import type { Network, NetworkKind } from '../place/origin.ts';
import { networkName, networkWords } from '../place/place-words.ts';
import type { Facts } from './facts.ts';
import { fetchedFrom } from './fetched.ts';

/** One place where the token was: where it was issued, or where it was used. */
export interface End {
  readonly key: string;
  readonly name: string;
  readonly country: string | undefined;
  readonly kind: NetworkKind | undefined;
}

/** Where the token is used now; undefined for long-lived keys, and where no address says. */
export function hereOf({ actor, origin }: StsEvent): (End & Pick<Network, 'dimension'>) | undefined {
  if (!isTemporaryKey(actor.accessKeyId) || actor.invokedBy !== undefined) return undefined;
  if (origin.kind !== 'ip' || origin.network === undefined) return undefined;
  const { key, kind, dimension, name } = origin.network;
  const country = kind === 'relay' ? undefined : origin.place?.country;
  return { key, kind, dimension, name: networkWords(key, name), country };
}

/** Where it was issued, or fetched from Identity Center: in the network with the key `here` if ever, else last. Undefined if unseen. */
export function issuePlace(event: StsEvent, facts: Facts, here: string): End | undefined {
  const parent = parentOf(event, facts.lineage);
  // found by name only: that issue was asked for by Identity Center, and says no place (ADR 0047)
  const key = parent?.accessKeyId === event.actor.accessKeyId ? parent?.networkKey : undefined;
  if (parent === undefined || key === undefined) {
    const all = fetchedFrom(event, facts);
    const one = all.find(({ network }) => network === here) ?? all.at(-1);
    return one && endOf(one);
  }
  return { key, name: networkWords(key, parent.network), country: parent.country, kind: parent.networkKind };
}

/** Where it was used before this event. */
export function usesOf(event: StsEvent, { marks }: Facts): readonly MarkedPlace[] {
  const places: MarkedPlace[] = [];
  for (const { key, time, value } of marks('use', MARK_KEEP, 'session')) {
    const place = key !== event.id && time <= event.time ? parsePlace(value) : undefined;
    if (place !== undefined && place.network !== '') places.push(place);
  }
  return places;
}

/** Networks other than this one, as they came; relays hide where they are. */
export function othersOf(here: string, birth: End | undefined, uses: readonly MarkedPlace[]): readonly End[] {
  const others: End[] = [];
  if (birth !== undefined && birth.key !== here && birth.kind !== 'relay') others.push(birth);
  for (const use of uses) {
    if (use.network !== here && use.networkKind !== 'relay') others.push(endOf(use));
  }
  return others;
}

function endOf({ country, network, networkKind }: MarkedPlace): End {
  return { key: network, name: networkName(network), country, kind: networkKind };
}
