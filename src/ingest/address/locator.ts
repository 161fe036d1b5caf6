import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { remembering } from '../../core/collections/remembering.ts';
import type { Location, Network, Reputation } from '../../core/place/origin.ts';
import type { Locator, Log } from '../../core/ports/ports.ts';
import { networkAt, placeOf, reputationOf } from './database-records.ts';
import { type Database, type DatabaseKind, openDatabases } from './databases.ts';
import { type ListSource, type Lists, loadLists } from './lists.ts';
import { compilePrefixes } from './prefixes.ts';
import { DOCUMENTATION, UNROUTED } from './reserved.ts';

/** What a locator is made of: paths of databases and lists, and the operator's own networks as CIDR. */
export interface LocatorOptions {
  readonly databases: Readonly<Partial<Record<DatabaseKind, string | undefined>>>;
  readonly lists: readonly ListSource[];
  readonly own: readonly { readonly name: string; readonly cidrs: readonly string[] }[];
  /** Path of AWS's ip-ranges.json. */
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

/** Addresses whose location is remembered: the cap is for those that an attacker makes up. */
const ADDRESSES = 5_000;
const AWS_LIST = 'AWS ip-ranges';

/** Opens every file. Throws ERR_DATABASE or ERR_LIST for one that cannot be used. */
export async function createLocator(options: LocatorOptions): Promise<FileLocator> {
  const { log, awsRanges } = options;
  const databases = openDatabases(options.databases, log);
  const aws: readonly ListSource[] =
    awsRanges === undefined ? [] : [{ name: AWS_LIST, path: awsRanges, kind: 'aws' }];
  const lists = loadLists([...options.lists, ...aws], log);
  const locationOf = reading(options, databases, lists);
  const remembered = () =>
    remembering(ADDRESSES, (ip) => {
      const address = canonical(ip);
      return address === undefined ? NOWHERE : locationOf(address);
    });
  let locate = remembered();
  return {
    locate: (ip) => locate(ip),
    describe: () => ({
      databases: databases.map((database) => database.describe()),
      lists: lists.describe(),
    }),
    refresh() {
      for (const database of databases) database.refresh();
      lists.refresh();
      locate = remembered();
    },
  };
}

/** Reads what databases, lists and the operator's own networks say of an address in its one spelling. */
function reading(
  options: LocatorOptions,
  databases: readonly Database[],
  lists: Lists,
): (address: string) => Location {
  const { own } = options;
  const ownIndex = compilePrefixes(own.flatMap(({ cidrs }, list) => cidrs.map((cidr) => ({ cidr, list }))));
  const reserved = compilePrefixes([...UNROUTED, ...DOCUMENTATION].map((cidr) => ({ cidr, list: 0 })));
  /** The embedded databases have entries for private and documentation addresses, which mean nothing. */
  const recordOf = (kind: DatabaseKind, ip: string) => {
    const database = databases.find((known) => known.kind === kind);
    const meant = database?.embedded !== true || reserved.find(ip).length === 0;
    return meant ? database?.lookup(ip) : undefined;
  };
  const hasDatabase = (wanted: DatabaseKind) => databases.some(({ kind }) => kind === wanted);
  const hasList = (...wanted: readonly ListSource['kind'][]) =>
    options.lists.some(({ kind }) => wanted.includes(kind));
  const known = {
    threatsKnown: hasList('threat'),
    anonymisersKnown: hasDatabase('anonymous') || hasList('tor', 'vpn', 'proxy'),
  };
  const hasAsn = hasDatabase('asn');
  return (ip) => {
    const ownName = own[ownIndex.find(ip)[0] ?? -1]?.name;
    const found = lists.find(ip);
    const inAws = found.some(({ kind }) => kind === 'aws');
    const network = networkAt(ip, recordOf('asn', ip), { hasAsn, inAws });
    const seen = ownName === undefined ? reputationOf(found, recordOf('anonymous', ip)) : CLEAN;
    return {
      place: placeOf(recordOf('city', ip)) ?? placeOf(recordOf('country', ip)),
      network: ownName === undefined ? network : ownNetwork(ownName, network),
      reputation: { ...seen, ...known },
      own: ownName,
    };
  };
}

const CLEAN: Pick<Reputation, 'lists' | 'anonymiser'> = { lists: [], anonymiser: undefined };
const NOWHERE: Location = {
  place: undefined,
  network: undefined,
  reputation: { ...CLEAN, threatsKnown: false, anonymisersKnown: false },
  own: undefined,
};

/** The one spelling of an address; IPv4 inside IPv6 is IPv4. Undefined for text that is no address. */
function canonical(ip: string): string | undefined {
  return isIP(ip) === 0 || ip.includes('%') ? undefined : ipaddr.process(ip).toString();
}

/** An own network keeps its number and owner for words, and has the operator's name as its habit. */
function ownNetwork(name: string, { asn }: Network): Network {
  return { key: `own:${name}`, dimension: 'network', kind: 'own', provider: undefined, asn, name };
}
