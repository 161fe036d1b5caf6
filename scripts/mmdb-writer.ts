import ipaddr from 'ipaddr.js';
import { encode, type MmdbValue, mapOf, whole } from './mmdb-encode.ts';

/** One range with its value: a CIDR block, or the first and the last address. Later entries win. */
export type MmdbEntry = { readonly value: MmdbValue } & (
  | { readonly cidr: string }
  | { readonly range: readonly [first: string, last: string] }
);

export interface MmdbOptions {
  readonly type: string;
  readonly description: string;
  /** Seconds since 1970. */
  readonly buildEpoch: number;
  readonly entries: Iterable<MmdbEntry>;
}

const BITS = 128;
const EMPTY = 0;
const MARKER = Buffer.from('\u00ab\u00cd\u00efMaxMind.com', 'latin1');

/**
 * Writes a MaxMind DB (format 2.0) with IPv4 and IPv6 in one tree; equal values are stored once. No package on
 * the registry writes this format, and the embedded ASN data come as CSV only.
 */
export function writeMmdb({ type, description, buildEpoch, entries }: MmdbOptions): Buffer {
  const tree = createTree();
  const data = createData();
  for (const entry of entries) {
    const ref = data.add(entry.value);
    for (const [address, bits] of blocksOf(entry)) tree.insert(address, bits, ref);
  }
  const size = recordSize(tree.count() + 16 + data.bytes().length);
  const metadata = mapOf([
    ['binary_format_major_version', whole('uint16', 2)],
    ['binary_format_minor_version', whole('uint16', 0)],
    ['build_epoch', whole('uint64', buildEpoch)],
    ['database_type', encode(type)],
    ['description', encode({ en: description })],
    ['ip_version', whole('uint16', 6)],
    ['languages', encode(['en'])],
    ['node_count', whole('uint32', tree.count())],
    ['record_size', whole('uint16', size)],
  ]);
  return Buffer.concat([tree.write(size), Buffer.alloc(16), data.bytes(), MARKER, metadata]);
}

/** A binary trie over 128 bits. A child is 0 (empty), a node's index, or −(data offset) − 1. */
function createTree() {
  let children = new Int32Array(1 << 16);
  let nodes = 1;
  const addNode = (): number => {
    if (nodes * 2 + 2 > children.length) {
      const larger = new Int32Array(children.length * 2);
      larger.set(children);
      children = larger;
    }
    return nodes++;
  };
  return {
    count: () => nodes,
    insert(address: Uint8Array, bits: number, ref: number) {
      let node = 0;
      for (let depth = 0; depth < bits; depth++) {
        const slot = node * 2 + (((address[depth >> 3] ?? 0) >> (7 - (depth & 7))) & 1);
        if (depth === bits - 1) {
          children[slot] = -ref - 1;
          return;
        }
        const child = children[slot] ?? EMPTY;
        if (child > 0) node = child;
        else {
          node = addNode();
          children[slot] = node;
          children[node * 2] = child;
          children[node * 2 + 1] = child;
        }
      }
    },
    write(size: 24 | 28 | 32): Buffer {
      const out = Buffer.alloc((nodes * size) / 4);
      const record = (child: number) =>
        child === EMPTY ? nodes : child > 0 ? child : nodes + 16 - child - 1;
      for (let node = 0; node < nodes; node++) {
        writeNode(
          out,
          (node * size) / 4,
          size,
          record(children[node * 2] ?? 0),
          record(children[node * 2 + 1] ?? 0),
        );
      }
      return out;
    },
  };
}

function writeNode(out: Buffer, at: number, size: 24 | 28 | 32, left: number, right: number): void {
  if (size === 24) {
    out.writeUIntBE(left, at, 3);
    out.writeUIntBE(right, at + 3, 3);
  } else if (size === 28) {
    out.writeUIntBE(left & 0xffffff, at, 3);
    out[at + 3] = ((left >>> 24) << 4) | (right >>> 24);
    out.writeUIntBE(right & 0xffffff, at + 4, 3);
  } else {
    out.writeUInt32BE(left, at);
    out.writeUInt32BE(right, at + 4);
  }
}

function recordSize(largest: number): 24 | 28 | 32 {
  return largest < 1 << 24 ? 24 : largest < 1 << 28 ? 28 : 32;
}

/** The data section: each distinct value once. */
function createData() {
  const offsets = new Map<string, number>();
  const parts: Buffer[] = [];
  let length = 0;
  return {
    add(value: MmdbValue): number {
      const key = JSON.stringify(value);
      const known = offsets.get(key);
      if (known !== undefined) return known;
      const bytes = encode(value);
      offsets.set(key, length);
      parts.push(bytes);
      length += bytes.length;
      return offsets.get(key) ?? 0;
    },
    bytes: () => Buffer.concat(parts),
  };
}

/** An entry as blocks of the 128-bit tree; IPv4 lives at ::/96. */
function* blocksOf(entry: MmdbEntry): Generator<readonly [Uint8Array, number]> {
  if ('cidr' in entry) {
    const [address, bits] = ipaddr.parseCIDR(entry.cidr);
    yield [bytesOf(address), address.kind() === 'ipv4' ? bits + 96 : bits];
    return;
  }
  let first = numberOf(entry.range[0]);
  const last = numberOf(entry.range[1]);
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

function numberOf(text: string): bigint {
  return BigInt(`0x${Buffer.from(bytesOf(ipaddr.parse(text))).toString('hex')}`);
}
