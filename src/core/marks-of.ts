import type { StsEvent } from './event.ts';
import type { Mark } from './mark.ts';
import type { NetworkKind } from './origin.ts';

/** Where somebody was at one instant, as a `place` mark remembers it. */
export interface MarkedPlace {
  readonly country: string;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  readonly network: string;
  readonly networkKind: NetworkKind | undefined;
}

/** The marks that an event leaves: facts for the short windows, whatever its score. Services leave none. */
export function marksOf(event: StsEvent): readonly Mark[] {
  if (event.actor.kind === 'service') return [];
  const mark = { owner: event.actor.key, time: event.time, key: event.id };
  if (event.outcome === 'denied' && event.role !== undefined) {
    return [{ ...mark, tag: 'denied', value: event.role.name }];
  }
  const place = placeValue(event);
  return place === undefined ? [] : [{ ...mark, tag: 'place', value: place }];
}

/** Reads a `place` mark's value; undefined if it is not one. */
export function parsePlace(value: string): MarkedPlace | undefined {
  const [country, latitude, longitude, kind, ...network] = value.split('|');
  if (country === undefined || network.length === 0) return undefined;
  return {
    country,
    latitude: latitude ? Number(latitude) : undefined,
    longitude: longitude ? Number(longitude) : undefined,
    network: network.join('|'),
    networkKind: NETWORK_KINDS.find((known) => known === kind),
  };
}

const NETWORK_KINDS: readonly NetworkKind[] = ['own', 'cloud', 'relay', 'hosting', 'access', 'unannounced'];

function placeValue({ outcome, origin }: StsEvent): string | undefined {
  if (outcome !== 'success' || origin.kind !== 'ip' || origin.place === undefined) return undefined;
  const { country, latitude = '', longitude = '' } = origin.place;
  return [country, latitude, longitude, origin.network?.kind ?? '', origin.network?.key ?? ''].join('|');
}
