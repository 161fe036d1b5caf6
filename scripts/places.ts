import { type MmdbEntry, writeMmdb } from './mmdb-writer.ts';

/** A made-up network on documentation addresses. Made-up ASNs are documentation ASNs too (RFC 5398). */
export interface PlaceRow {
  readonly cidr: readonly string[];
  readonly asn: number;
  readonly owner: string;
  readonly country: string;
}

/** Where everybody in the stories is. */
export const PLACES = {
  berlinOffice: { cidr: ['192.0.2.0/27'], asn: 64496, owner: 'Spreenetz Business', country: 'DE' },
  berlinHome: {
    cidr: ['192.0.2.32/27', '2001:db8:de01::/48'],
    asn: 64497,
    owner: 'Havel Kabel',
    country: 'DE',
  },
  berlinMobile: { cidr: ['192.0.2.64/27'], asn: 64498, owner: 'Funkwerk Mobil', country: 'DE' },
  newYork: { cidr: ['192.0.2.96/27'], asn: 64499, owner: 'Hudson Fiber', country: 'US' },
  saoPaulo: { cidr: ['192.0.2.128/27'], asn: 64500, owner: 'Paulista Telecom', country: 'BR' },
  lagos: { cidr: ['192.0.2.160/27'], asn: 64501, owner: 'Lagos Metro Net', country: 'NG' },
  lisbon: { cidr: ['192.0.2.192/27'], asn: 64502, owner: 'Tejo Net', country: 'PT' },
  hoster: { cidr: ['198.51.100.0/26'], asn: 64503, owner: 'Polder Hosting', country: 'NL' },
  awsFrankfurt: { cidr: ['198.51.100.64/26'], asn: 16509, owner: 'Amazon.com, Inc.', country: 'DE' },
  awsVirginia: { cidr: ['198.51.100.128/26'], asn: 16509, owner: 'Amazon.com, Inc.', country: 'US' },
  awsVendor: { cidr: ['198.51.100.192/27'], asn: 16509, owner: 'Amazon.com, Inc.', country: 'IE' },
  torExit: { cidr: ['198.51.100.224/28'], asn: 64504, owner: 'Zwiebel Verein', country: 'RO' },
  relay: { cidr: ['198.51.100.240/28'], asn: 13335, owner: 'Cloudflare, Inc.', country: 'US' },
  runners: {
    cidr: ['203.0.113.0/25', '2001:db8:8075::/48'],
    asn: 8075,
    owner: 'Microsoft Corporation',
    country: 'US',
  },
  mumbai: { cidr: ['203.0.113.128/27'], asn: 64505, owner: 'Deccan Broadband', country: 'IN' },
  cellar: { cidr: ['203.0.113.160/27'], asn: 64506, owner: 'Example Org Berlin', country: 'DE' },
  google: { cidr: ['203.0.113.192/27'], asn: 396982, owner: 'Google LLC', country: 'BE' },
} as const satisfies Record<string, PlaceRow>;

/** The name of a place. */
export type PlaceName = keyof typeof PLACES;

/** The n-th IPv4 address of a place. */
export function address(place: PlaceName, n = 1): string {
  const [base = ''] = PLACES[place].cidr[0].split('/');
  const parts = base.split('.').map(Number);
  return [...parts.slice(0, 3), (parts[3] ?? 0) + n].join('.');
}

/** Where `npm run fixtures` writes the databases of the stories, from the repository's root. */
export const DATABASES = {
  country: 'fixtures/places/country.mmdb',
  asn: 'fixtures/places/asn.mmdb',
} as const;

/** The two databases of the stories: country and ASN. */
export function placeDatabases(): { readonly country: Buffer; readonly asn: Buffer } {
  const rows: readonly PlaceRow[] = Object.values(PLACES);
  const entries = (value: (row: PlaceRow) => MmdbEntry['value']): readonly MmdbEntry[] =>
    rows.flatMap((row) => row.cidr.map((cidr) => ({ cidr, value: value(row) })));
  const common = {
    description: 'Made-up places on documentation addresses',
    buildEpoch: Date.UTC(2026, 0) / 1_000,
  };
  return {
    country: writeMmdb({
      ...common,
      type: 'Fixture-Country',
      entries: entries(({ country }) => ({ country_code: country })),
    }),
    asn: writeMmdb({
      ...common,
      type: 'Fixture-ASN',
      entries: entries(({ asn, owner }) => ({
        autonomous_system_number: asn,
        autonomous_system_organization: owner,
      })),
    }),
  };
}
