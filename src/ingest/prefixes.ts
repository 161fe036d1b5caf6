import ipaddr from 'ipaddr.js';

/** A prefix with the number of the list it came from. */
export interface Prefix {
  readonly cidr: string;
  readonly list: number;
}

/** Which lists hold an address: ascending list numbers, empty if none does. */
export interface PrefixIndex {
  find(ip: string): readonly number[];
}

type Key = bigint;
const NONE: readonly number[] = [];

/**
 * Compiles prefixes, overlapping or not, to disjoint sorted intervals. A look-up parses the address once and
 * searches binarily: IPv4 in 32-bit numbers, IPv6 in 128-bit ones.
 */
export function compilePrefixes(prefixes: readonly Prefix[]): PrefixIndex {
  const ranges = prefixes.map(({ cidr, list }) => ({ ...rangeOf(cidr), list }));
  // A border behind 255.255.255.255 would wrap to 0.
  const four = flatten(ranges.filter(({ kind }) => kind === 'ipv4')).filter(
    ({ start }) => start <= 0xffff_ffffn,
  );
  const six = flatten(ranges.filter(({ kind }) => kind === 'ipv6'));
  const starts = Uint32Array.from(four, ({ start }) => Number(start));
  return {
    find(ip) {
      const number = fourPart(ip);
      if (number !== undefined) return four[lastAtMost(starts, number)]?.lists ?? NONE;
      if (six.length === 0 || !ip.includes(':')) return NONE;
      return six[lastAtMostBig(six, numberOf(ipaddr.parse(ip).toByteArray()))]?.lists ?? NONE;
    },
  };
}

interface Interval {
  readonly start: Key;
  readonly lists: readonly number[];
}

/** Sweeps over all borders: between two of them the same lists hold. */
function flatten(
  ranges: readonly { readonly first: Key; readonly last: Key; readonly list: number }[],
): readonly Interval[] {
  const borders = ranges
    .flatMap(({ first, last, list }) => [
      { at: first, list, step: 1 },
      { at: last + 1n, list, step: -1 },
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  const open = new Map<number, number>();
  const intervals: Interval[] = [];
  for (const [index, { at, list, step }] of borders.entries()) {
    open.set(list, (open.get(list) ?? 0) + step);
    if (borders[index + 1]?.at === at) continue;
    const lists = [...open].filter(([, count]) => count > 0).map(([number]) => number);
    intervals.push({ start: at, lists: lists.sort((a, b) => a - b) });
  }
  return intervals;
}

function rangeOf(cidr: string): { readonly kind: 'ipv4' | 'ipv6'; readonly first: Key; readonly last: Key } {
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const width = address.kind() === 'ipv4' ? 32 : 128;
  const size = 1n << BigInt(width - bits);
  const first = (numberOf(address.toByteArray()) / size) * size;
  return { kind: address.kind(), first, last: first + size - 1n };
}

function numberOf(bytes: readonly number[]): Key {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

/** Dotted decimal to a number without a library: the hot path. */
function fourPart(ip: string): number | undefined {
  let value = 0;
  let part = 0;
  let dots = 0;
  for (let at = 0; at < ip.length; at++) {
    const code = ip.charCodeAt(at);
    if (code === 0x2e) {
      value = value * 256 + part;
      part = 0;
      dots++;
    } else if (code >= 0x30 && code <= 0x39) part = part * 10 + code - 0x30;
    else return undefined;
  }
  return dots === 3 ? value * 256 + part : undefined;
}

function lastAtMost(starts: Uint32Array, value: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((starts[middle] ?? 0) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function lastAtMostBig(intervals: readonly Interval[], value: Key): number {
  let low = 0;
  let high = intervals.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((intervals[middle]?.start ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
