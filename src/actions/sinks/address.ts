import ipaddr from 'ipaddr.js';

/** Addresses that look public but belong to the cloud that we may run in: Azure's wire server. */
const OWN = new Set(['168.63.129.16']);
const GLOBAL = ipaddr.IPv6.parse('2000::');
const NAT64 = ipaddr.IPv6.parse('64:ff9b::');
const SIX_TO_FOUR = ipaddr.IPv6.parse('2002::');

/**
 * Why Rolewarden does not call an address: `loopback`, `private`, `linkLocal` (metadata) …; undefined for an address of
 * the public internet. If an IPv6 address contains an IPv4 one, that one is judged.
 */
export function refusalOf(address: string): string | undefined {
  if (!ipaddr.isValid(address)) return 'not an address';
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return refusalOfV4(parsed);
  const inside = embedded(parsed);
  if (inside !== undefined) return refusalOfV4(inside);
  if (!parsed.match(GLOBAL, 3)) return nameOf(parsed);
  return parsed.range() === 'unicast' ? undefined : nameOf(parsed);
}

function refusalOfV4(address: ipaddr.IPv4): string | undefined {
  if (OWN.has(address.toString())) return 'metadata';
  return address.range() === 'unicast' ? undefined : address.range();
}

/** The IPv4 address inside an IPv6 one: IPv4-mapped, NAT64 (well-known prefix), 6to4, ISATAP. */
function embedded(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = address.toByteArray();
  if (address.range() === 'ipv4Mapped' || address.match(NAT64, 96)) return v4(bytes.slice(12));
  if (address.match(SIX_TO_FOUR, 16)) return v4(bytes.slice(2, 6));
  const isatap = bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isatap ? v4(bytes.slice(12)) : undefined;
}

function v4(bytes: number[]): ipaddr.IPv4 {
  return new ipaddr.IPv4(bytes);
}

function nameOf(address: ipaddr.IPv6): string {
  const range = address.range();
  return range === 'unicast' ? 'not a public address' : range;
}
