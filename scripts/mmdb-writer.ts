import ipaddr from 'ipaddr.js';
import { createDataSection } from './mmdb-data.ts';
import { encode, type MmdbValue, mapOf, whole } from './mmdb-encode.ts';
import { createTree, type RecordSize } from './mmdb-tree.ts';

/** One range with its value: a CIDR block, or the first and the last address. Later entries win. */
export type MmdbEntry = { readonly value: MmdbValue } & (
  | { readonly cidr: string }
  | { readonly range: readonly [first: string, last: string] }
);

/** What a database says of itself in its metadata. */
export interface MmdbOptions {
  readonly type: string;
  readonly description: string;
  /** Seconds since 1970. */
  readonly buildEpoch: number;
  readonly entries: Iterable<MmdbEntry>;
}

const BITS = 128;
const MARKER = Buffer.from('\u00ab\u00cd\u00efMaxMind.com', 'latin1');

/**
 * Writes a MaxMind DB (format 2.0) with IPv4 and IPv6 in one tree; equal values are stored once, and neighbours of
 * equal value become one. The same entries give the same bytes. No package on the registry writes this format, and
 * the embedded ASN data come as CSV only. Throws on a range whose ends are swapped or of two families.
 */
export function writeMmdb({ type, description, buildEpoch, entries }: MmdbOptions): Buffer {
  const tree = createTree();
  const section = createDataSection();
  for (const entry of entries) {
    const ref = section.add(entry.value);
    for (const [address, bits] of blocksOf(entry)) tree.insert(address, bits, ref);
  }
  const data = section.bytes();
  const nodes = tree.finish();
  const size = recordSize(nodes + 16 + data.length);
  const metadata = mapOf([
    ['binary_format_major_version', whole('uint16', 2)],
    ['binary_format_minor_version', whole('uint16', 0)],
    ['build_epoch', whole('uint64', buildEpoch)],
    ['database_type', encode(type)],
    ['description', encode({ en: description })],
    ['ip_version', whole('uint16', 6)],
    ['languages', encode(['en'])],
    ['node_count', whole('uint32', nodes)],
    ['record_size', whole('uint16', size)],
  ]);
  return Buffer.concat([tree.write(size), Buffer.alloc(16), data, MARKER, metadata]);
}

function recordSize(largest: number): RecordSize {
  if (largest < 1 << 24) return 24;
  return largest < 1 << 28 ? 28 : 32;
}

/** An entry as blocks of the 128-bit tree; IPv4 lives at ::/96. */
function* blocksOf(entry: MmdbEntry): Generator<readonly [Uint8Array, number]> {
  if ('cidr' in entry) {
    const [address, bits] = ipaddr.parseCIDR(entry.cidr);
    yield [bytesOf(address), address.kind() === 'ipv4' ? bits + 96 : bits];
    return;
  }
  const from = ipaddr.parse(entry.range[0]);
  const to = ipaddr.parse(entry.range[1]);
  let first = numberOf(from);
  const last = numberOf(to);
  if (from.kind() !== to.kind() || first > last)
    throw new RangeError(`not a range: ${entry.range.join(' to ')}`);
  while (first <= last) {
    let free = 0n;
    while (free < 128n && first % (2n << free) === 0n && first + (2n << free) - 1n <= last) free++;
    yield [Buffer.from(first.toString(16).padStart(32, '0'), 'hex'), BITS - Number(free)];
    first += 1n << free;
  }
}

function bytesOf(address: ipaddr.IPv4 | ipaddr.IPv6): Uint8Array {
  const bytes = address.toByteArray();
  return Uint8Array.from([...Array.from({ length: 16 - bytes.length }, () => 0), ...bytes]);
}

function numberOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return BigInt(`0x${Buffer.from(bytesOf(address)).toString('hex')}`);
}
