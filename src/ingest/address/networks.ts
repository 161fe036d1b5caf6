import ipaddr from 'ipaddr.js';
import type { Network, NetworkKind } from '../../core/place/origin.ts';
import { ACCESS_ASNS, CLOUD_ASNS, HOSTING_ASNS, RELAY_ASNS } from './asns.ts';

const RELAYS = new Set(RELAY_ASNS);
const HOSTING = new Set(HOSTING_ASNS);
const ACCESS = new Set(ACCESS_ASNS);
/** Words in an owner's name: whole ones, and the compounds of "host" ("Hostinger", "GearHost", "EGIHosting"). */
const HOSTING_WORDS =
  /\b(vps|vpn|servers?|dedicated|colo(cation)?|data ?cent(er|re)s?|cloud|proxy|tor|hetzner|ovh|digitalocean|linode|vultr)\b/i;
const HOSTING_STEMS = /hosting|\bhost(?!el|al|ess)|host\b|datacamp|leaseweb|contabo|\bm247\b/i;

const PROVIDER_OF = new Map(
  Object.entries(CLOUD_ASNS).flatMap(([provider, asns]) => asns.map((asn) => [asn, provider] as const)),
);

/**
 * The network of an address as a habit. Large clouds are one value each; without an ASN the prefix stands in: /16
 * and /32 where an ASN database says that nobody announces it, /24 and /48 where there is no such database.
 */
export function networkOf(
  ip: string,
  asn: number | undefined,
  owner: string | undefined,
  databaseLoaded: boolean,
): Network {
  if (asn === undefined) {
    const kind: NetworkKind = databaseLoaded ? 'unannounced' : 'access';
    const dimension = databaseLoaded ? 'network' : 'prefix';
    const key = prefixOf(ip, databaseLoaded ? [16, 32] : [24, 48]);
    return { key, dimension, kind, provider: undefined, asn, name: undefined };
  }
  const provider = PROVIDER_OF.get(asn);
  if (provider !== undefined) return cloud(provider, asn, owner);
  return { key: `AS${asn}`, dimension: 'network', kind: kindOf(asn, owner), provider, asn, name: owner };
}

/** A cloud's network, also where only its published ranges say so. */
export function cloud(provider: string, asn: number | undefined, owner: string | undefined): Network {
  return {
    key: `cloud:${provider}`,
    dimension: 'network',
    kind: 'cloud',
    provider,
    asn,
    name: owner ?? provider,
  };
}

function kindOf(asn: number, owner = ''): NetworkKind {
  if (RELAYS.has(asn)) return 'relay';
  if (HOSTING.has(asn)) return 'hosting';
  const sounds = HOSTING_WORDS.test(owner) || HOSTING_STEMS.test(owner);
  return sounds && !ACCESS.has(asn) ? 'hosting' : 'access';
}

function prefixOf(ip: string, [four, six]: readonly [number, number]): string {
  const bits = ip.includes(':') ? six : four;
  const cidr = `${ip}/${bits}`;
  const network = ip.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr)
    : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}
