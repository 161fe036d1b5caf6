import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { Reader } from 'maxmind';
import { describe, expect, it } from 'vitest';
import type { MmdbValue } from '../../scripts/mmdb-encode.ts';
import { type MmdbEntry, writeMmdb } from '../../scripts/mmdb-writer.ts';

const write = (entries: Iterable<MmdbEntry>, buildEpoch = 1_767_225_600) =>
  writeMmdb({ type: 'Test-Any', description: 'a test', buildEpoch, entries });
/** Reads with the library that the product reads with. */
function open(bytes: Buffer): (ip: string) => unknown {
  const reader = new Reader(bytes);
  return (ip) => {
    const value: unknown = reader.get(ip);
    return value;
  };
}

const number = (ip: string) => BigInt(`0x${Buffer.from(ipaddr.parse(ip).toByteArray()).toString('hex')}`);
const family = (ip: string) => ipaddr.parse(ip).kind();
function ends(entry: MmdbEntry): readonly [string, string] {
  if ('range' in entry) return entry.range;
  return entry.cidr.includes(':')
    ? [
        ipaddr.IPv6.networkAddressFromCIDR(entry.cidr).toString(),
        ipaddr.IPv6.broadcastAddressFromCIDR(entry.cidr).toString(),
      ]
    : [
        ipaddr.IPv4.networkAddressFromCIDR(entry.cidr).toString(),
        ipaddr.IPv4.broadcastAddressFromCIDR(entry.cidr).toString(),
      ];
}
/** The reference: the last entry that holds the address. */
function linear(entries: readonly MmdbEntry[], ip: string): MmdbValue | null {
  const holds = (entry: MmdbEntry) => {
    const [first, last] = ends(entry);
    return family(first) === family(ip) && number(first) <= number(ip) && number(ip) <= number(last);
  };
  return entries.findLast(holds)?.value ?? null;
}

const four = fc
  .tuple(fc.constantFrom(1, 10, 203), fc.nat(3), fc.nat(255), fc.nat(255))
  .map((p) => p.join('.'));
const six = fc
  .tuple(fc.constantFrom('2001:db8', '2400:0', 'fe80:1'), fc.nat(0xffff), fc.nat(3))
  .map(([start, a, b]) => `${start}:${a.toString(16)}::${b.toString(16)}`);
const value = fc.oneof(fc.constantFrom('DE', 'FR', 'BR'), fc.nat(3));
const entry = fc.oneof(
  fc
    .tuple(four, fc.integer({ min: 4, max: 32 }), value)
    .map(([ip, bits, v]) => ({ cidr: `${ip}/${bits}`, value: { v } })),
  fc
    .tuple(six, fc.integer({ min: 8, max: 128 }), value)
    .map(([ip, bits, v]) => ({ cidr: `${ip}/${bits}`, value: { v } })),
  fc.tuple(fc.oneof(fc.tuple(four, four), fc.tuple(six, six)), value).map(([[a, b], v]) => {
    const range: readonly [string, string] = number(a) <= number(b) ? [a, b] : [b, a];
    return { range, value: { v } };
  }),
);

describe('the MaxMind DB writer', () => {
  it('writes what a linear scan finds, the last entry winning', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 12 }),
        fc.array(fc.oneof(four, six), { minLength: 1, maxLength: 6 }),
        (entries, extra) => {
          const get = open(write(entries));
          for (const ip of [...extra, ...entries.flatMap(ends)]) expect(get(ip)).toEqual(linear(entries, ip));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps every kind of value', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 40 });
    const leaf = fc.oneof(
      word,
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 32 - 1 }),
      fc.integer({ max: -1 }),
      fc.double({ noNaN: true }),
      fc.integer({ min: 2 ** 32, max: Number.MAX_SAFE_INTEGER }),
    );
    const tree = fc.letrec<{ tree: MmdbValue }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.array(tie('tree'), { maxLength: 4 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,12}$/), tie('tree'), { maxKeys: 4, noNullPrototype: true }),
      ),
    })).tree;
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 5 }), (values) => {
        const get = open(
          write(values.map((inner, at) => ({ cidr: `203.0.113.${at}/32`, value: { inner } }))),
        );
        for (const [at, inner] of values.entries()) expect(get(`203.0.113.${at}`)).toEqual({ inner });
      }),
      { numRuns: 500 },
    );
  });

  it('points to texts that stand far apart', () => {
    const text = (at: number) => `name ${at} ${'x'.repeat(60)}`;
    const count = 12_000;
    const entries = Array.from({ length: count }, (_, at) => ({
      cidr: `10.${at >> 8}.${at & 255}.0/24`,
      value: { name: text(at), again: text(at % 7), pair: [text(at), text(count - 1 - at)] },
    }));
    const get = open(write(entries));
    for (const at of [0, 1, 20, 30, 7_000, count - 1]) {
      expect(get(`10.${at >> 8}.${at & 255}.9`)).toEqual(entries[at]?.value);
    }
  });

  it('writes large texts and lists, and refuses what it cannot', () => {
    const sizes = [28, 29, 284, 285, 65_820];
    const get = open(
      write(sizes.map((size, at) => ({ cidr: `203.0.113.${at}/32`, value: { t: 'x'.repeat(size) } }))),
    );
    expect(sizes.map((_, at) => get(`203.0.113.${at}`))).toEqual(
      sizes.map((size) => ({ t: 'x'.repeat(size) })),
    );
    expect(() => write([{ cidr: '203.0.113.0/24', value: 'x'.repeat(65_821) }])).toThrow(RangeError);
    expect(() => write([{ range: ['203.0.113.9', '203.0.113.1'], value: 1 }])).toThrow('not a range');
    expect(() => write([{ range: ['203.0.113.9', '2001:db8::1'], value: 1 }])).toThrow('not a range');
  });

  it('holds whole families, and nothing at all', () => {
    const all = open(
      write([
        { cidr: '::/0', value: 'all' },
        { cidr: '0.0.0.0/0', value: 'four' },
      ]),
    );
    expect([all('2001:db8::1'), all('0.0.0.0'), all('255.255.255.255')]).toEqual(['all', 'four', 'four']);
    expect(open(write([{ cidr: '::/0', value: 'all' }]))('203.0.113.1')).toBe('all');
    expect(open(write([]))('203.0.113.1')).toBeNull();
  });

  it('merges equal neighbours: split ranges give the bytes of the whole', () => {
    const halves = ['203.0.113.0/25', '203.0.113.128/25'].map((cidr) => ({ cidr, value: 'x' }));
    expect(write(halves)).toEqual(write([{ cidr: '203.0.113.0/24', value: 'x' }]));
  });

  it('uses wider records for larger databases', () => {
    const large = Array.from({ length: 300 }, (_, at) => ({
      cidr: `10.${at >> 8}.${at & 255}.0/24`,
      value: `${at}`.padEnd(65_000, 'x'),
    }));
    const bytes = write(large);
    expect(new Reader(bytes).metadata.recordSize).toBe(28);
    expect(open(bytes)('10.1.43.1')).toBe(large[299]?.value);
  });

  it('says what it is', () => {
    expect(new Reader(write([])).metadata).toMatchObject({
      databaseType: 'Test-Any',
      description: { en: 'a test' },
      ipVersion: 6,
      buildEpoch: new Date('2026-01-01T00:00:00Z'),
    });
  });
});
