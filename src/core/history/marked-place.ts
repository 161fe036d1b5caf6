import { remembering } from '../collections/remembering.ts';
import { NETWORK_KINDS, type NetworkKind, type Origin } from '../place/origin.ts';

/** Where somebody was at one instant, as `place` and `use` marks remember it. */
export interface MarkedPlace {
  /** Undefined where no database says. */
  readonly country: string | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  readonly network: string;
  readonly networkKind: NetworkKind | undefined;
}

/** Places of an organisation are some thousands; what is made up goes first. */
const PLACES = 5_000;

/** Reads a `place`, `portal` or `use` mark's value; undefined if it is not one. */
export const parsePlace = remembering(PLACES, (value): MarkedPlace | undefined => {
  const [country, latitude, longitude, kind, ...network] = value.split('|');
  if (country === undefined || network.length === 0) return undefined;
  return {
    country: country || undefined,
    latitude: latitude ? Number(latitude) : undefined,
    longitude: longitude ? Number(longitude) : undefined,
    network: network.join('|'),
    networkKind: NETWORK_KINDS.find((known) => known === kind),
  };
});

/** Kept as long as what was read of the address is. */
const placeValues = new WeakMap<Origin, string>();

/** What such a mark remembers of an address: `<country>|<latitude>|<longitude>|<network kind>|<network>`. */
export function placeValue(origin: Origin): string {
  if (origin.kind !== 'ip') return '';
  const known = placeValues.get(origin);
  if (known !== undefined) return known;
  const { country = '', latitude = '', longitude = '' } = origin.place ?? {};
  const { kind = '', key = '' } = origin.network ?? {};
  const value = [country, latitude, longitude, kind, key].join('|');
  placeValues.set(origin, value);
  return value;
}
