import { type MmdbEntry, writeMmdb } from '../mmdb-writer.ts';
import type { Stage } from '../scenarios/stage.ts';

/** A made-up network: 65,536 addresses of one owner in one country. */
export interface Net {
  readonly name: string;
  readonly asn: number;
  readonly country: string;
  /** The first two numbers of its addresses. */
  readonly prefix: string;
}

/** Everything that has an address in the organisation, and elsewhere. */
export interface World {
  /** Per country: lines at homes and of mobiles. */
  readonly access: ReadonlyMap<string, readonly Net[]>;
  /** Per country with an office: its line. */
  readonly offices: ReadonlyMap<string, Net>;
  readonly aws: readonly Net[];
  readonly azure: readonly Net[];
  readonly google: readonly Net[];
  readonly hosters: readonly Net[];
  readonly databases: { readonly country: Buffer; readonly asn: Buffer };
}

/** Countries with an office come first; the hours are the difference of their working day to UTC. */
export const COUNTRIES: readonly { readonly code: string; readonly zone: number }[] = [
  { code: 'DE', zone: 1 },
  { code: 'US', zone: -5 },
  { code: 'IN', zone: 5 },
  { code: 'FR', zone: 1 },
  { code: 'GB', zone: 0 },
  { code: 'PL', zone: 1 },
  { code: 'ES', zone: 1 },
  { code: 'CA', zone: -5 },
  { code: 'BR', zone: -3 },
  { code: 'JP', zone: 9 },
  { code: 'NG', zone: 1 },
  { code: 'VN', zone: 7 },
];
/** Countries with an office. */
export const OFFICES = ['DE', 'US', 'IN'] as const;

/** An address of a network; the same host number is the same address. */
export function at({ prefix }: Net, host: number): string {
  return `${prefix}.${Math.floor(host / 250) % 250}.${1 + (host % 250)}`;
}

/** One of a list, by dice. Throws on an empty list. */
export function pick<T>(stage: Stage, list: readonly T[]): T {
  const one = list[stage.dice(list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** Builds the networks: private-use AS numbers, but for the clouds, which are known by theirs. */
export function createWorld(): World {
  const nets: Net[] = [];
  const net = (name: string, country: string, asn = 64_512 + nets.length): Net => {
    const made = { name, country, asn, prefix: `${20 + Math.floor(nets.length / 200)}.${nets.length % 200}` };
    nets.push(made);
    return made;
  };
  const several = (count: number, make: (n: number) => Net) =>
    Array.from({ length: count }, (_, n) => make(n));
  const access = new Map(
    COUNTRIES.map(({ code }) => [
      code,
      several(6, (n) => net(`${code} ${n < 4 ? 'Cable' : 'Mobile'} ${n}`, code)),
    ]),
  );
  const offices = new Map(OFFICES.map((code) => [code, net(`Acme Office ${code}`, code)]));
  const aws = [
    ...several(3, () => net('Amazon.com, Inc.', 'DE', 16_509)),
    ...several(2, () => net('Amazon.com, Inc.', 'US', 16_509)),
  ];
  const azure = ['US', 'NL', 'IE'].map((code) => net('Microsoft Corporation', code, 8_075));
  const google = ['US', 'BE'].map((code) => net('Google LLC', code, 396_982));
  const hosters = ['NL', 'DE', 'FI', 'US', 'SG', 'RO', 'MD'].map((code) =>
    net(`${code} Cloud Hosting`, code),
  );
  return { access, offices, aws, azure, google, hosters, databases: databasesOf(nets) };
}

function databasesOf(nets: readonly Net[]): World['databases'] {
  const entries = (value: (net: Net) => MmdbEntry['value']): readonly MmdbEntry[] =>
    nets.map((net) => ({ cidr: `${net.prefix}.0.0/16`, value: value(net) }));
  const common = { description: 'A made-up organisation', buildEpoch: Date.UTC(2026, 0) / 1_000 };
  return {
    country: writeMmdb({
      ...common,
      type: 'Made-Up-Country',
      entries: entries(({ country }) => ({ country_code: country })),
    }),
    asn: writeMmdb({
      ...common,
      type: 'Made-Up-ASN',
      entries: entries(({ asn, name }) => ({
        autonomous_system_number: asn,
        autonomous_system_organization: name,
      })),
    }),
  };
}
