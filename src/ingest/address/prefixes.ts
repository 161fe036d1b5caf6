import ipaddr from 'ipaddr.js';
import { fourNumber, sixWords } from './ip-numbers.ts';

/** A prefix with the number of the list it came from. */
export interface Prefix {
  readonly cidr: string;
  readonly list: number;
}

/** Which lists hold an address: ascending list numbers, empty if none does. */
export interface PrefixIndex {
  find(ip: string): readonly number[];
}

type Key = number | bigint;

interface Range<K extends Key> {
  readonly first: K;
  /** The first address behind it. */
  readonly end: K;
  readonly list: number;
}

interface Interval<K extends Key> {
  readonly start: K;
  readonly lists: readonly number[];
}

const NONE: readonly number[] = [];
const FOUR_END = 2 ** 32;
const SIX_END = 1n << 128n;

/**
 * Compiles prefixes, overlapping or not, to disjoint sorted intervals in flat arrays. A look-up searches binarily:
 * IPv4 within its /16, IPv6 by four 32-bit words. Throws on text that is not CIDR.
 */
export function compilePrefixes(prefixes: readonly Prefix[]): PrefixIndex {
  const four: Range<number>[] = [];
  const six: Range<bigint>[] = [];
  for (const { cidr, list } of prefixes) {
    const [start = '', length = ''] = cidr.split('/');
    const number = fourNumber(start);
    const bits = /^\d\d?$/.test(length) ? Number(length) : Number.NaN;
    if (number === undefined || !(bits <= 32)) six.push(sixRange(cidr, list));
    else {
      const size = 2 ** (32 - bits);
      const first = number - (number % size);
      four.push({ first, end: first + size, list });
    }
  }
  const findFour = fourFinder(flatten(four, FOUR_END));
  const findSix = sixFinder(flatten(six, SIX_END));
  return {
    find(ip) {
      const number = fourNumber(ip);
      return number === undefined ? findSix(ip) : findFour(number);
    },
  };
}

function sixRange(cidr: string, list: number): Range<bigint> {
  const [address, bits] = ipaddr.IPv6.parseCIDR(cidr);
  const number = BigInt(`0x${Buffer.from(address.toByteArray()).toString('hex')}`);
  const size = 1n << BigInt(128 - bits);
  const first = number - (number % size);
  return { first, end: first + size, list };
}

/** Sweeps over all borders: between two of them the same lists hold. */
function flatten<K extends Key>(ranges: readonly Range<K>[], limit: K): readonly Interval<K>[] {
  const borders = ranges
    .flatMap(({ first, end, list }) => [
      { at: first, list, step: 1 },
      { at: end, list, step: -1 },
    ])
    .sort((a, b) => Number(a.at > b.at) - Number(a.at < b.at));
  const open = new Map<number, number>();
  const intern = new Map<string, readonly number[]>();
  const intervals: Interval<K>[] = [];
  for (const [index, { at, list, step }] of borders.entries()) {
    const count = (open.get(list) ?? 0) + step;
    if (count === 0) open.delete(list);
    else open.set(list, count);
    if (borders[index + 1]?.at === at || at === limit) continue;
    const lists = [...open.keys()].sort((a, b) => a - b);
    const key = lists.join();
    const shared = intern.get(key) ?? lists;
    intern.set(key, shared);
    if (shared !== intervals.at(-1)?.lists) intervals.push({ start: at, lists: shared });
  }
  return intervals;
}

function fourFinder(intervals: readonly Interval<number>[]): (value: number) => readonly number[] {
  const starts = Uint32Array.from(intervals, ({ start }) => start);
  const lists = intervals.map((interval) => interval.lists);
  /** How many intervals start before each /16: the search never leaves the address's own. */
  const before = new Uint32Array(65_537);
  for (const start of starts) before[(start >>> 16) + 1] = (before[(start >>> 16) + 1] ?? 0) + 1;
  for (let block = 1; block < before.length; block++) {
    before[block] = (before[block] ?? 0) + (before[block - 1] ?? 0);
  }
  return (value) => {
    let low = before[value >>> 16] ?? 0;
    let high = before[(value >>> 16) + 1] ?? 0;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= value) low = middle + 1;
      else high = middle;
    }
    return lists[low - 1] ?? NONE;
  };
}

function sixFinder(intervals: readonly Interval<bigint>[]): (ip: string) => readonly number[] {
  const lists = intervals.map((interval) => interval.lists);
  const starts = Uint32Array.from(
    intervals.flatMap(({ start }) => [96n, 64n, 32n, 0n].map((by) => Number((start >> by) & 0xffff_ffffn))),
  );
  const wanted = new Uint32Array(4);
  const notAfter = (at: number): boolean => {
    for (let word = 0; word < 4; word++) {
      const difference = (starts[at * 4 + word] ?? 0) - (wanted[word] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return true;
  };
  return (ip) => {
    if (lists.length === 0 || !sixWords(ip, wanted)) return NONE;
    let low = 0;
    let high = lists.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (notAfter(middle)) low = middle + 1;
      else high = middle;
    }
    return lists[low - 1] ?? NONE;
  };
}
