import type { Network, Place, Reputation } from '../../core/place/origin.ts';
import { countAt, type Fields, flagAt, get, objectAt, textAt } from '../json/fields.ts';
import type { ListSource } from './lists.ts';
import { cloud, networkOf } from './networks.ts';

/** Coordinates with a larger accuracy radius are a country's middle, no place: distances then go by country. */
const VAGUE_KM = 300;

/**
 * The network by the ASN record, which has the number at the top, or under `traits` in Enterprise databases. `hasAsn`: an
 * ASN database is loaded; `inAws`: Amazon's published ranges hold the address, which decides.
 */
export function networkAt(
  ip: string,
  record: Fields | undefined,
  { hasAsn, inAws }: { readonly hasAsn: boolean; readonly inAws: boolean },
): Network {
  const asn = get(record, 'traits') === undefined ? record : objectAt(record, 'traits');
  const number = countAt(asn, 'autonomous_system_number');
  const owner = textAt(asn, 'autonomous_system_organization', 120);
  return inAws ? cloud('aws', number, owner) : networkOf(ip, number, owner, hasAsn);
}

/** The place in a GeoIP2 or GeoLite2 record, or a flat one with `country_code`. */
export function placeOf(record: Fields | undefined): Place | undefined {
  const country = textAt(objectAt(record, 'country'), 'iso_code', 3) ?? textAt(record, 'country_code', 3);
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
  const location = objectAt(record, 'location');
  const vague = (numberAt(location, 'accuracy_radius') ?? 0) > VAGUE_KM;
  const point = (name: string) => (vague ? undefined : (numberAt(location, name) ?? numberAt(record, name)));
  return {
    country,
    city: textAt(objectAt(objectAt(record, 'city'), 'names'), 'en', 80) ?? textAt(record, 'city', 80),
    latitude: point('latitude'),
    longitude: point('longitude'),
  };
}

function numberAt(from: unknown, name: string): number | undefined {
  const value = get(from, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What the lists that hold an address, and its Anonymous-IP record, say of it. */
export function reputationOf(
  found: readonly ListSource[],
  record: Fields | undefined,
): Pick<Reputation, 'lists' | 'anonymiser'> {
  const listed = found.find(({ kind }) => kind === 'tor' || kind === 'vpn' || kind === 'proxy')?.kind;
  const tor = flagAt(record, 'is_tor_exit_node') === true ? 'tor' : undefined;
  const vpn = flagAt(record, 'is_anonymous_vpn') === true ? 'vpn' : undefined;
  const proxy = ['is_public_proxy', 'is_residential_proxy'].some((name) => flagAt(record, name))
    ? 'proxy'
    : undefined;
  const anonymiser =
    listed === 'tor' || listed === 'vpn' || listed === 'proxy' ? listed : (tor ?? vpn ?? proxy);
  return { lists: found.filter(({ kind }) => kind === 'threat').map(({ name }) => name), anonymiser };
}
