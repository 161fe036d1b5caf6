import ipaddr from 'ipaddr.js';
import type { Network, NetworkKind } from '../core/origin.ts';

/** Large clouds: many ASNs, one habit. */
const CLOUDS: Readonly<Record<string, readonly number[]>> = {
  aws: [16509, 14618, 8987, 7224, 10124, 17493, 19047, 21664, 38895, 39111, 62785],
  microsoft: [8068, 8069, 8070, 8071, 8072, 8073, 8074, 8075, 3598, 6584, 12076],
  google: [15169, 396982, 16591, 19527, 36040, 36384, 36385, 43515],
  oracle: [31898, 54253, 7160],
  alibaba: [45102, 37963, 134963],
  tencent: [45090, 132203, 133478],
  ibm: [36351, 13884],
};

/** Their users are somewhere else: the place of the address says nothing. */
const RELAYS: ReadonlySet<number> = new Set([13335, 209242, 54113, 20940, 36183, 16625, 714, 6185]);

/** Hosters and VPN carriers that their names do not give away. */
const HOSTING: ReadonlySet<number> = new Set([
  16276, 24940, 213230, 14061, 63949, 20473, 9009, 60068, 212238, 51167, 12876, 60781, 28753, 16265, 30633,
  60729, 208294, 60404, 39351, 31173, 62240, 136787, 202425, 53667, 197540, 29802, 46606, 26496, 36352, 55286,
  8100, 40676,
]);
const HOSTING_WORDS =
  /\b(hosting|hoster|webhosting|vps|vpn|servers?|dedicated|colo(cation)?|data ?cent(er|re)s?|datacamp|cloud|leaseweb|proxy|tor|m247|hetzner|ovh|digitalocean|linode|vultr|contabo)\b/i;

const PROVIDER_OF = new Map(
  Object.entries(CLOUDS).flatMap(([provider, asns]) => asns.map((asn) => [asn, provider] as const)),
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

function kindOf(asn: number, owner: string | undefined): NetworkKind {
  if (RELAYS.has(asn)) return 'relay';
  return HOSTING.has(asn) || HOSTING_WORDS.test(owner ?? '') ? 'hosting' : 'access';
}

function prefixOf(ip: string, [four, six]: readonly [number, number]): string {
  const bits = ip.includes(':') ? six : four;
  const cidr = `${ip}/${bits}`;
  const network = ip.includes(':')
    ? ipaddr.IPv6.networkAddressFromCIDR(cidr)
    : ipaddr.IPv4.networkAddressFromCIDR(cidr);
  return `${network.toString()}/${bits}`;
}
