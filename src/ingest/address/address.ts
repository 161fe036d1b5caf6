import ipaddr from 'ipaddr.js';
import { remembering } from '../../core/collections/remembering.ts';
import type { StsEvent } from '../../core/event/event.ts';
import type { Location, Origin } from '../../core/place/origin.ts';
import type { Locator } from '../../core/ports/ports.ts';
import { DOCUMENTATION } from './reserved.ts';

/** What `sourceIPAddress` holds, before anything is looked up. */
export type Address =
  | { readonly kind: 'ip'; readonly ip: string; readonly range: 'public' | 'private' }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'internal' }
  | Extract<Origin, { readonly kind: 'other' }>;

const PRIVATE: ReadonlySet<string> = new Set(['private', 'uniqueLocal', 'carrierGradeNat']);
/** Addresses for documentation are reserved as well, but are looked up: the databases of tests place them. */
const DOCUMENTED = DOCUMENTATION.map((block) => ipaddr.parseCIDR(block));

/** Addresses that are remembered: the cap is for those that an attacker makes up. */
const ADDRESSES = 5_000;

/** Reads the field to what it is. Octal-looking and malformed addresses are `other`. */
export function readAddress(text: string): Address {
  if (/^AWS Internal(\/.*)?$/i.test(text)) return { kind: 'internal' };
  if (/^[\w.-]{1,120}\.amazonaws\.com(\.cn)?$/i.test(text))
    return { kind: 'service', service: text.toLowerCase() };
  const address = parseAddress(text);
  if (address === undefined) return { kind: 'other', text, ip: undefined };
  const range = address.range();
  if (PRIVATE.has(range)) return { kind: 'ip', ip: address.toString(), range: 'private' };
  const documented = DOCUMENTED.some(
    ([block, bits]) => block.kind() === address.kind() && address.match(block, bits),
  );
  if (documented || range === 'unicast') return { kind: 'ip', ip: address.toString(), range: 'public' };
  return { kind: 'other', text, ip: address.toString() };
}

const UNSTATED: Origin = Object.freeze({ kind: 'other', text: '', ip: undefined });

/** A text as it was read, with the origin made of the location that the locator last gave for its address. */
interface Known {
  readonly address: Address;
  location: Location | undefined;
  origin: Origin;
}

const known = remembering(ADDRESSES, (text): Known => {
  const address = readAddress(text);
  return { address, location: undefined, origin: address.kind === 'ip' ? UNSTATED : Object.freeze(address) };
});

const SOMEWHERE: Location = {
  place: undefined,
  network: undefined,
  reputation: { lists: [], anonymiser: undefined, threatsKnown: false, anonymisersKnown: false },
  own: '',
};

/**
 * Looks nothing up: for events that are packed at once, which keeps only the address; unpacking looks it up. It puts
 * every address into an own network, so that `originOf` keeps all of them, private ones too.
 */
export const UNLOCATED: Locator = { locate: () => SOMEWHERE };

/**
 * What the field says, with what the locator knows of the address: the same object while that is the same. `hidden`:
 * the call came through a stranger's VPC endpoint. Then the address is one inside the stranger's network, where it may
 * be any, even that of somebody else's office: it proves nothing, and no place is looked up. A private one still counts
 * where an own network has it: an organisation's own sites come through the endpoint of its network account.
 */
export function originOf(text: string | undefined, locator: Locator, hidden: boolean): Origin {
  if (text === undefined) return UNSTATED;
  const kept = known(text);
  const { address } = kept;
  if (address.kind !== 'ip') return kept.origin;
  if (hidden && address.range === 'public') return { kind: 'other', text: address.ip, ip: address.ip };
  const location = locator.locate(address.ip);
  if (kept.location !== location) {
    kept.location = location;
    kept.origin = Object.freeze(located(address, location));
  }
  return kept.origin;
}

/**
 * Whether a call came through a VPC endpoint that is neither the caller's own nor that of the account whose trail it is
 * in.
 */
export function isHidden({
  actor,
  recipientAccountId,
  vpcEndpointAccountId: owner,
  vpcEndpointId,
}: Pick<StsEvent, 'actor' | 'recipientAccountId' | 'vpcEndpointAccountId' | 'vpcEndpointId'>): boolean {
  if (vpcEndpointId === undefined) return false;
  return owner === undefined || (owner !== actor.accountId && owner !== recipientAccountId);
}

/**
 * An address with its location. Without place, network or own network it is of no use to any rule: `other`. Private
 * addresses count only inside a configured own network.
 */
function located({ ip, range }: Address & { readonly kind: 'ip' }, location: Location): Origin {
  const { network, own, place, reputation } = location;
  const useful = own !== undefined || (range === 'public' && (place !== undefined || usable(network)));
  const listed = reputation.lists.length > 0 || reputation.anonymiser !== undefined;
  if (!useful && !(listed && range === 'public')) return { kind: 'other', text: ip, ip };
  return { kind: 'ip', ip, ...location };
}

/** Somebody is known to run it. A bare prefix says nothing. */
function usable(network: ReturnType<Locator['locate']>['network']): boolean {
  return network?.asn !== undefined || network?.provider !== undefined;
}

/** Strict forms only: no zone, no shortened or octal-looking IPv4, no IPv4 written in IPv6 but the mapped one. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const mapped = /^::ffff:(\d[\d.]{6,14})$/i.exec(text)?.[1];
  if (!text.includes(':') || mapped !== undefined) {
    const four = mapped ?? text;
    return ipaddr.IPv4.isValidFourPartDecimal(four) ? ipaddr.IPv4.parse(four) : undefined;
  }
  if (text.includes('%') || text.includes('.') || !ipaddr.IPv6.isValid(text)) return undefined;
  const six = ipaddr.IPv6.parse(text);
  return six.isIPv4MappedAddress() ? six.toIPv4Address() : (behindTunnel(six) ?? six);
}

/**
 * The IPv4 address from which an address of a tunnel comes: 6to4 has that of the router, Teredo that of the client, with
 * its bits turned round. No database has the tunnel's own, so whoever calls through one would be nowhere. Answers go to
 * the address inside, so it is no other than the caller's.
 */
function behindTunnel(six: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  const bytes = six.toByteArray();
  const range = six.range();
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6));
  return range === 'teredo' ? new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff)) : undefined;
}
