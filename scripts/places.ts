import { writeMmdb } from './mmdb-writer.ts';

/** A made-up network on documentation addresses: which country it is in, and whose it is. */
interface PlacedNetwork {
  readonly what: string;
  readonly country: string;
  readonly asn: number;
  readonly owner: string;
  readonly four: string;
  readonly six: string;
}

/**
 * Where everybody is. Numbers 64496–64511 are reserved for documentation; only Amazon, Microsoft and Cloudflare
 * have their real ones, because what Rolewarden thinks of an address depends on them.
 */
const NETWORKS = {
  'berlin-isp': net('people at home in Berlin', 'DE', 64496, 'Spreenetz Access', '192.0.2.0/26', 1),
  'berlin-cable': net('other people at home', 'DE', 64497, 'Havelkabel Broadband', '192.0.2.64/26', 2),
  office: net('the office in Berlin', 'DE', 64498, 'Example Org Berlin', '192.0.2.128/27', 3),
  'new-york-isp': net('people in New York', 'US', 64499, 'Hudson Fibre', '192.0.2.160/27', 4),
  mobile: net('telephones', 'DE', 64500, 'Funkwerk Mobile', '192.0.2.192/27', 5),
  'lagos-isp': net('people in Lagos', 'NG', 64501, 'Lagoon Broadband', '192.0.2.224/27', 6),
  'hosting-nl': net('servers for rent', 'NL', 64502, 'Polder Hosting', '198.51.100.0/26', 7),
  'hosting-md': net('cheaper servers for rent', 'MD', 64503, 'Codru VPS', '198.51.100.64/27', 8),
  relays: net('volunteers who pass Tor on', 'SE', 64504, 'Quiet Relay Foundation', '198.51.100.96/27', 9),
  'sao-paulo-isp': net('homes in São Paulo', 'BR', 64505, 'Paulista Telecom', '198.51.100.128/26', 10),
  'lisbon-hotel': net('a hotel in Lisbon', 'PT', 64506, 'Tejo Comunicacoes', '198.51.100.192/27', 11),
  'milan-isp': net('the contractor, in Milan', 'IT', 64507, 'Navigli Internet', '198.51.100.224/27', 12),
  'aws-frankfurt': net('our own cloud', 'DE', 16509, 'Amazon.com, Inc.', '203.0.113.0/26', 13),
  'aws-virginia': net('the cloud of vendors', 'US', 16509, 'Amazon.com, Inc.', '203.0.113.64/26', 14),
  'runners-us': net('hosted runners', 'US', 8075, 'Microsoft Corporation', '203.0.113.128/27', 15),
  'runners-nl': net('hosted runners', 'NL', 8075, 'Microsoft Corporation', '203.0.113.160/27', 16),
  'runners-ie': net('hosted runners', 'IE', 8075, 'Microsoft Corporation', '203.0.113.224/28', 17),
  cloudflare: net('a relay of many', 'US', 13335, 'Cloudflare, Inc.', '203.0.113.192/27', 18),
} as const satisfies Readonly<Record<string, PlacedNetwork>>;

export type NetworkName = keyof typeof NETWORKS;

/** The n-th address of a network, IPv4; n wraps around inside the block. */
export function address(network: NetworkName, n: number): string {
  const [, start = '', last = '', bits = ''] =
    /^(\d+\.\d+\.\d+\.)(\d+)\/(\d+)$/.exec(NETWORKS[network].four) ?? [];
  const size = 2 ** (32 - Number(bits));
  return `${start}${Number(last) + 1 + (n % (size - 2))}`;
}

/** The n-th address of a network, IPv6. */
export function address6(network: NetworkName, n: number): string {
  return NETWORKS[network].six.replace('::/48', `:${(n % 4096).toString(16)}::${((n % 251) + 2).toString(16)}`);
}

/** The two databases, as bytes by file name. The build date is fixed: nothing here ever changes by itself. */
export function placeDatabases(): ReadonlyMap<string, Buffer> {
  const networks: readonly PlacedNetwork[] = Object.values(NETWORKS);
  const blocks = networks.flatMap((network) =>
    [network.four, network.six].map((cidr) => ({ cidr, network })),
  );
  const common = { buildEpoch: Date.UTC(2026, 8, 1) / 1_000 };
  return new Map([
    [
      'country.mmdb',
      writeMmdb({
        ...common,
        type: 'Rolewarden-Fixture-Country',
        description: 'Documentation addresses in made-up places',
        entries: blocks.map(({ cidr, network }) => ({ cidr, value: { country_code: network.country } })),
      }),
    ],
    [
      'asn.mmdb',
      writeMmdb({
        ...common,
        type: 'Rolewarden-Fixture-ASN',
        description: 'Documentation addresses in made-up networks',
        entries: blocks.map(({ cidr, network }) => ({
          cidr,
          value: {
            autonomous_system_number: network.asn,
            autonomous_system_organization: network.owner,
          },
        })),
      }),
    ],
  ]);
}

function net(
  what: string,
  country: string,
  asn: number,
  owner: string,
  four: string,
  index: number,
): PlacedNetwork {
  return { what, country, asn, owner, four, six: `2001:db8:${index.toString(16)}::/48` };
}

/** The table for people, for fixtures/README.md. */
export function placesTable(): string {
  const rows = Object.entries(NETWORKS).map(
    ([name, { what, country, asn, owner, four, six }]) =>
      `| ${name} | ${country} | ${asn} | ${owner} | ${four} | ${six} | ${what} |`,
  );
  return ['| network | country | ASN | owner | IPv4 | IPv6 | who is there |', '|---|---|---|---|---|---|---|']
    .concat(rows)
    .join('\n');
}
