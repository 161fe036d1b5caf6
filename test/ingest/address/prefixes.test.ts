import { isIP } from 'node:net';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { compilePrefixes } from '../../../src/ingest/address/prefixes.ts';

const six = fc.ipV6().map((ip) => ip.replace(/:\d+\.\d+\.\d+\.\d+$/, ':7f00:1'));
const near = fc.tuple(fc.constantFrom('10.0', '10.1', '255.255'), fc.nat(255), fc.nat(255));
const four = fc.oneof(
  fc.ipV4(),
  near.map(([start, c, d]) => `${start}.${c}.${d}`),
);
const block = fc.oneof(
  fc.tuple(four, fc.nat(32)).map(([ip, bits]) => `${ip}/${bits}`),
  fc
    .tuple(six, fc.nat(128))
    .map(([ip, bits]) => `${ip}/${bits}`)
    .filter((cidr) => ipaddr.isValidCIDR(cidr)),
);

function inside(cidr: string, ip: string): boolean {
  const [range, bits] = ipaddr.parseCIDR(cidr);
  const address = ipaddr.parse(ip);
  return range.kind() === address.kind() && address.match(range, bits);
}

/** The first and the last address of a block, and the ones just outside of an IPv4 one. */
function edges(cidr: string): readonly string[] {
  const v4 = !cidr.includes(':');
  const kind = v4 ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = kind.networkAddressFromCIDR(cidr).toString();
  const last = (v4 ? ipaddr.IPv4 : ipaddr.IPv6).broadcastAddressFromCIDR(cidr).toString();
  const number = (ip: string) => ip.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const text = (value: number) => [24, 16, 8, 0].map((by) => Math.floor(value / 2 ** by) % 256).join('.');
  if (!v4) return [first, last];
  return [first, last, text(Math.max(0, number(first) - 1)), text(Math.min(2 ** 32 - 1, number(last) + 1))];
}

describe('the prefix index', () => {
  it('answers as a linear scan does, at the borders too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(block, fc.nat(4)), { maxLength: 14 }),
        fc.array(fc.oneof(four, six), { minLength: 1, maxLength: 6 }),
        (prefixes, extra) => {
          const index = compilePrefixes(prefixes.map(([cidr, list]) => ({ cidr, list })));
          for (const ip of [...extra, ...prefixes.flatMap(([cidr]) => edges(cidr))]) {
            const lists = prefixes.flatMap(([cidr, list]) => (inside(cidr, ip) ? [list] : []));
            expect(index.find(ip)).toEqual([...new Set(lists)].sort((a, b) => a - b));
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reports every list that holds an address, once, in their order', () => {
    const { find } = compilePrefixes([
      { cidr: '203.0.113.0/24', list: 2 },
      { cidr: '203.0.113.8/29', list: 0 },
      { cidr: '203.0.113.9/32', list: 2 },
      { cidr: '203.0.113.9/32', list: 1 },
    ]);
    expect(find('203.0.113.9')).toEqual([0, 1, 2]);
    expect(find('203.0.113.10')).toEqual([0, 2]);
    expect(find('203.0.113.200')).toEqual([2]);
    expect(find('203.0.114.0')).toEqual([]);
  });

  it('holds whole families up to their last address', () => {
    const { find } = compilePrefixes([
      { cidr: '0.0.0.0/0', list: 4 },
      { cidr: '::/0', list: 6 },
    ]);
    expect(['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'].map(find)).toEqual(
      [[4], [4], [6], [6]],
    );
  });

  it('answers nothing for what is no address', () => {
    const { find } = compilePrefixes([
      { cidr: '0.0.0.0/0', list: 0 },
      { cidr: '::/0', list: 0 },
    ]);
    const texts = [
      '',
      '1.2.3',
      '1.2.3.4.5',
      'host',
      '1::2::3',
      '1:2:3',
      '1:2:3:4:5:6:7:8:9',
      'fe80::1%eth0',
      '::g',
    ];
    expect(texts.filter((text) => find(text).length > 0)).toEqual([]);
  });

  it('reads IPv6 in every spelling as the library does', () => {
    const text = fc
      .tuple(
        fc.array(fc.constantFrom('0', '00', '1', 'A0', 'ffff'), { minLength: 1, maxLength: 9 }),
        fc.nat(9),
      )
      .map(([groups, at]) => [groups.slice(0, at).join(':'), groups.slice(at).join(':')].join('::'));
    const odd = fc.oneof(
      text,
      text.map((ip) => ip.replace('::', ':')),
      fc.stringMatching(/^[0-9a-f:.%g]{0,20}$/),
    );
    const { find } = compilePrefixes([{ cidr: '::/0', list: 0 }]);
    fc.assert(
      fc.property(odd, (ip) => {
        const plain = ip.includes(':') && !/[.%]/.test(ip) && isIP(ip) === 6;
        expect(find(ip).length).toBe(plain ? 1 : 0);
        if (plain) expect(compilePrefixes([{ cidr: `${ip}/128`, list: 7 }]).find(ip)).toEqual([7]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('holds nothing if it was given nothing, and refuses text that is no block', () => {
    expect(compilePrefixes([]).find('203.0.113.1')).toEqual([]);
    for (const cidr of [
      '203.0.113.1',
      '203.0.113.1/33',
      '203.0.113.1/',
      '203.0.113.1/x',
      '203.0.113.256/24',
      'x/8',
      '',
    ])
      expect(() => compilePrefixes([{ cidr, list: 0 }]), cidr).toThrow();
  });
});
