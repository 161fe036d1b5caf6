import ipaddr from 'ipaddr.js';
import type { Network, Place, Reputation } from '../core/origin.ts';
import type { Location, Locator, Log } from '../core/ports.ts';
import { type Database, type DatabaseKind, openDatabases } from './databases.ts';
import { countAt, type Fields, flagAt, get, objectAt, textAt } from './fields.ts';
import { type ListSource, type Lists, loadLists } from './lists.ts';
import { cloud, networkOf } from './networks.ts';
import { compilePrefixes } from './prefixes.ts';

export interface LocatorOptions {
  readonly databases: Readonly<Partial<Record<DatabaseKind, string | undefined>>>;
  readonly lists: readonly ListSource[];
  readonly own: readonly { readonly name: string; readonly cidrs: readonly string[] }[];
  /** AWS ip-ranges.json. */
  readonly awsRanges: string | undefined;
  readonly log: Log;
}

/** A locator that can say what it is made of and read changed files again. */
export interface FileLocator extends Locator {
  describe(): {
    readonly databases: readonly ReturnType<Database['describe']>[];
    readonly lists: ReturnType<Lists['describe']>;
  };
  /** Reads changed databases and lists again; a damaged one leaves the last good in place. */
  refresh(): void;
}

const CACHE_CAP = 50_000;
const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'];
const AWS_LIST = 'AWS ip-ranges';

/** Opens every file. Throws ERR_DATABASE or ERR_LIST for one that cannot be used. */
export async function createLocator(options: LocatorOptions): Promise<FileLocator> {
  const { log, own, awsRanges } = options;
  const databases = openDatabases(options.databases, log);
  const aws: readonly ListSource[] =
    awsRanges === undefined ? [] : [{ name: AWS_LIST, path: awsRanges, kind: 'aws' }];
  const lists = loadLists([...options.lists, ...aws], log);
  const ownIndex = compilePrefixes(own.flatMap(({ cidrs }, list) => cidrs.map((cidr) => ({ cidr, list }))));
  const documentation = compilePrefixes(DOCUMENTATION.map((cidr) => ({ cidr, list: 0 })));
  const cache = new Map<string, Location>();
  /** Shipped data have entries for documentation addresses; they mean nothing. */
  const recordOf = (kind: DatabaseKind, ip: string) => {
    const database = databases.find((known) => known.kind === kind);
    const meant = database?.embedded !== true || documentation.find(ip).length === 0;
    return meant ? database?.lookup(ip) : undefined;
  };
  const kinds = (...wanted: readonly ListSource['kind'][]) =>
    options.lists.some(({ kind }) => wanted.includes(kind));
  const anonymous = databases.some(({ kind }) => kind === 'anonymous');
  const known = {
    threatsKnown: kinds('threat'),
    anonymisersKnown: anonymous || kinds('tor', 'vpn', 'proxy'),
  };
  const hasAsn = databases.some(({ kind }) => kind === 'asn');

  const read = (ip: string): Location => {
    const ownName = own[ownIndex.find(ip)[0] ?? -1]?.name;
    const found = lists.find(ip);
    const asn = recordOf('asn', ip);
    const network = networkAt(
      ip,
      asn,
      hasAsn,
      found.some(({ kind }) => kind === 'aws'),
    );
    return {
      place: placeOf(recordOf('city', ip)) ?? placeOf(recordOf('country', ip)),
      network: ownName === undefined ? network : ownNetwork(ownName, network),
      reputation:
        ownName === undefined
          ? { ...reputationOf(found, recordOf('anonymous', ip)), ...known }
          : { ...CLEAN, ...known },
      own: ownName,
    };
  };
  return {
    locate(ip) {
      const cached = cache.get(ip);
      if (cached !== undefined) return cached;
      if (cache.size >= CACHE_CAP) cache.clear();
      const location = ipaddr.isValid(ip) ? read(ip) : NOWHERE;
      cache.set(ip, location);
      return location;
    },
    describe: () => ({
      databases: databases.map((database) => database.describe()),
      lists: lists.describe(),
    }),
    refresh() {
      for (const database of databases) database.refresh();
      lists.refresh();
      cache.clear();
    },
  };
}

const CLEAN: Pick<Reputation, 'lists' | 'anonymiser'> = { lists: [], anonymiser: undefined };
const NOWHERE: Location = {
  place: undefined,
  network: undefined,
  reputation: { ...CLEAN, threatsKnown: false, anonymisersKnown: false },
  own: undefined,
};

function networkAt(ip: string, asn: Fields | undefined, hasAsn: boolean, inAws: boolean): Network {
  const number = countAt(asn, 'autonomous_system_number');
  const owner = textAt(asn, 'autonomous_system_organization', 120);
  return inAws ? cloud('aws', number, owner) : networkOf(ip, number, owner, hasAsn);
}

/** An own network keeps its number and owner for words, and has the operator's name as its habit. */
function ownNetwork(name: string, { asn }: Network): Network {
  return { key: `own:${name}`, dimension: 'network', kind: 'own', provider: undefined, asn, name };
}

/** GeoIP2 and GeoLite2 records, and flat ones with `country_code`. */
function placeOf(record: Fields | undefined): Place | undefined {
  const country = textAt(objectAt(record, 'country'), 'iso_code', 2) ?? textAt(record, 'country_code', 2);
  if (country === undefined || !/^[A-Z]{2}$/.test(country)) return undefined;
  const location = objectAt(record, 'location');
  return {
    country,
    city: textAt(objectAt(objectAt(record, 'city'), 'names'), 'en', 80) ?? textAt(record, 'city', 80),
    latitude: degreesAt(location, 'latitude') ?? degreesAt(record, 'latitude'),
    longitude: degreesAt(location, 'longitude') ?? degreesAt(record, 'longitude'),
  };
}

function degreesAt(from: unknown, name: string): number | undefined {
  const value = get(from, name);
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function reputationOf(
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
