import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeMmdb } from '../../../scripts/mmdb-writer.ts';
import { address, DATABASES } from '../../../scripts/places.ts';
import { parseList } from '../../../src/ingest/address/list-formats.ts';
import { createLocator, type LocatorOptions } from '../../../src/ingest/address/locator.ts';
import { createLog } from '../../../src/run/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-locator-'));
afterAll(() => rmSync(folder, { recursive: true }));
const SUPPORT = '../shared/data/support';
const present = existsSync(SUPPORT);
if (!present)
  console.warn(`${SUPPORT} is absent: tests on MaxMind's test databases and real lists are left out`);

const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const locator = (options: Partial<LocatorOptions> = {}) =>
  createLocator({
    databases: DATABASES,
    lists: [],
    own: [],
    awsRanges: undefined,
    log: createLog('silent'),
    ...options,
  });

describe('an address', () => {
  it('has a country, a network and its kind', async () => {
    const { locate } = await locator();
    expect(locate(address('berlinHome'))).toMatchObject({
      place: { country: 'DE' },
      network: { key: 'AS64497', kind: 'access', dimension: 'network' },
    });
    expect(locate(address('awsVirginia')).network).toMatchObject({
      key: 'cloud:aws',
      kind: 'cloud',
      provider: 'aws',
    });
    expect(locate(address('hoster')).network?.kind).toBe('hosting');
    expect(locate(address('relay')).network?.kind).toBe('relay');
    expect(locate('203.0.113.250').network).toMatchObject({ key: '203.0.0.0/16', kind: 'unannounced' });
    expect(locate('not an address')).toMatchObject({ place: undefined, network: undefined });
  });

  it('has no place in the embedded data if it is a documentation address', async () => {
    const { locate, describe: says } = await locator({ databases: {} });
    expect(locate('198.51.100.7')).toMatchObject({ place: undefined, network: { asn: undefined } });
    if (says().databases.length > 0)
      expect(locate('8.8.8.8')).toMatchObject({ place: { country: 'US' }, network: { key: 'cloud:google' } });
  });

  it('has no place in the embedded data if it is private, also inside an own network', async () => {
    const { locate } = await locator({ databases: {}, own: [{ name: 'vpc', cidrs: ['172.16.0.0/12'] }] });
    expect(locate('172.16.0.1')).toMatchObject({ own: 'vpc', place: undefined, network: { key: 'own:vpc' } });
  });

  it('is the same in every spelling, and nothing if it is none', async () => {
    const { locate } = await locator({ own: [{ name: 'o', cidrs: ['192.0.2.32/27', '2001:db8:1::/48'] }] });
    for (const ip of ['192.0.2.33', '::ffff:192.0.2.33', '::ffff:c000:221', '2001:DB8:1:0::1'])
      expect(locate(ip).own).toBe('o');
    for (const text of ['192.0.2', '0xc0000221', '192.0.2.033', 'fe80::1%eth0', '', '192.0.2.33 '])
      expect(locate(text)).toMatchObject({ network: undefined, own: undefined });
  });

  it('in an own network keeps its place, takes the operator’s name, and no list counts', async () => {
    const path = file('threats.txt', `${address('berlinOffice')}\n`);
    const own = [{ name: 'office', cidrs: [`${address('berlinOffice', 0)}/27`] }];
    const { locate } = await locator({ own, lists: [{ name: 't', path, kind: 'threat' }] });
    expect(locate(address('berlinOffice'))).toMatchObject({
      own: 'office',
      place: { country: 'DE' },
      network: { key: 'own:office', kind: 'own' },
      reputation: { lists: [] },
    });
  });

  it('is Amazon’s if ip-ranges.json says so', async () => {
    const awsRanges = file(
      'ip-ranges.json',
      JSON.stringify({ syncToken: '1', prefixes: [{ ip_prefix: '203.0.113.240/28' }], ipv6_prefixes: [] }),
    );
    const { locate } = await locator({ awsRanges });
    expect(locate('203.0.113.250').network).toMatchObject({ key: 'cloud:aws', provider: 'aws' });
  });
});

describe('files that cannot be used', () => {
  it.each([
    ['a missing database', { databases: { city: '/nowhere.mmdb' } }, 'ERR_DATABASE'],
    ['a database of another kind', { databases: { asn: DATABASES.country } }, 'ERR_DATABASE'],
    ['a file that is no database', { databases: { asn: 'package.json' } }, 'ERR_DATABASE'],
    ['a missing list', { lists: [{ name: 'l', path: '/nowhere.txt', kind: 'threat' as const }] }, 'ERR_LIST'],
  ])('%s is refused at start', async (_, options, code) => {
    await expect(locator(options)).rejects.toMatchObject({ code });
  });

  it.each([
    ['0.0.0.0/0', 'line 2'],
    ['4.0.0.0/7', 'line 2'],
    ['10.0.0.0/8', 'line 2'],
    ['2001::/8', 'line 2'],
  ])('a list with %s is refused with its line', async (bad, line) => {
    const path = file('bad.txt', `203.0.113.5\n${bad}\n`);
    await expect(locator({ lists: [{ name: 'l', path, kind: 'threat' }] })).rejects.toThrow(line);
  });

  it.runIf(present).each(['cyclic-data-structure.mmdb', 'libmaxminddb-deep-nesting.mmdb'])(
    '%s neither hangs nor crashes',
    async (name) => {
      const made = await locator({ databases: { city: `${SUPPORT}/maxmind/${name}` } }).catch(
        (error: unknown) => error,
      );
      if (made instanceof Error) expect(made).toMatchObject({ code: 'ERR_DATABASE' });
    },
  );
});

describe('reloading', () => {
  const touch = (path: string, seconds: number) => utimesSync(path, seconds, seconds);

  it('takes a changed list and database, and keeps the last good of a damaged one', async () => {
    const many = (n: number) => Array.from({ length: n }, (_, at) => `203.0.113.${at}`).join('\n');
    const list = file('live.txt', many(10));
    const country = file(
      'live.mmdb',
      writeMmdb({
        type: 'T-Country',
        description: 't',
        buildEpoch: 1,
        entries: [{ cidr: '192.0.2.0/24', value: { country_code: 'DE' } }],
      }),
    );
    const live = await locator({
      databases: { ...DATABASES, country },
      lists: [{ name: 'l', path: list, kind: 'threat' }],
    });
    writeFileSync(list, many(11));
    touch(list, 1_000);
    writeFileSync(
      country,
      writeMmdb({
        type: 'T-Country',
        description: 't',
        buildEpoch: 2,
        entries: [{ cidr: '192.0.2.0/24', value: { country_code: 'FR' } }],
      }),
    );
    touch(country, 1_000);
    expect(live.locate('203.0.113.10').reputation.lists).toEqual([]);
    live.refresh();
    expect(live.locate('203.0.113.10').reputation.lists).toEqual(['l']);
    expect(live.locate('192.0.2.1').place?.country).toBe('FR');
    writeFileSync(list, many(100));
    touch(list, 2_000);
    writeFileSync(country, 'damaged');
    touch(country, 2_000);
    live.refresh();
    expect(live.describe().lists).toEqual([{ name: 'l', entries: 11 }]);
    expect(live.locate('192.0.2.1').place?.country).toBe('FR');
  });
});

describe('list formats', () => {
  it.each([
    ['plain', '# c\n203.0.113.1\n; c\n203.0.113.0/28 # why\n2001:db8::/48\n\n', 3],
    ['netset', '#\n# firehol_x\n# ipv4 hash:net\n#\n203.0.113.0/24\n203.0.113.9\n', 2],
    ['Spamhaus JSON', '{"cidr":"203.0.113.0/24","sblid":"SBL1"}\n{"type":"metadata","size":1}\n', 1],
    ['Spamhaus text', '; DROP\n203.0.113.0/24 ; SBL1\n', 1],
    ['ipsum', '# ipsum\n203.0.113.1\t9\n203.0.113.2\t2\n', 2],
    [
      'AWS',
      '{"syncToken":"1","prefixes":[{"ip_prefix":"203.0.113.0/24"}],"ipv6_prefixes":[{"ipv6_prefix":"2001:db8::/48"}]}',
      2,
    ],
  ])('%s', (_, text, entries) => {
    expect(parseList(text)).toMatchObject({ badLines: [] });
    expect(parseList(text).entries.length).toBe(entries);
  });

  it('counts bad lines and goes on; ipsum takes a least count', () => {
    expect(parseList('203.0.113.1\nnonsense\n999.1.1.1\n')).toMatchObject({
      badLines: [2, 3],
      entries: [{ line: 1 }],
    });
    expect(parseList('203.0.113.1\t9\n203.0.113.2\t2\n', 'ipsum', 3).entries.length).toBe(1);
  });

  it
    .runIf(present)
    .each([
      'ipsum-level5.txt',
      'ipsum-head2000.txt',
      'tor-exit-nodes.lst',
      'x4bnet-vpn-ipv4.txt',
      'spamhaus-drop_v4.json',
      'aws-ip-ranges.json',
    ])('reads %s without a bad line', async (name) => {
    const kind = name.startsWith('aws')
      ? {}
      : { lists: [{ name, path: `${SUPPORT}/ip-lists/${name}`, kind: 'threat' as const }] };
    const made = await locator(name.startsWith('aws') ? { awsRanges: `${SUPPORT}/ip-lists/${name}` } : kind);
    expect(made.describe().lists[0]?.entries).toBeGreaterThan(50);
  });
});

describe.runIf(present)('MaxMind’s test databases', () => {
  it('answer city, coordinates and anonymity', async () => {
    const databases = {
      city: `${SUPPORT}/maxmind/GeoIP2-City-Test.mmdb`,
      asn: `${SUPPORT}/maxmind/GeoLite2-ASN-Test.mmdb`,
      anonymous: `${SUPPORT}/maxmind/GeoIP2-Anonymous-IP-Test.mmdb`,
    };
    const { locate } = await locator({ databases });
    expect(locate('81.2.69.142').place).toMatchObject({ country: 'GB', city: 'London' });
    expect(locate('81.2.69.142').place?.latitude).toBeCloseTo(51.5, 0);
    expect(locate('65.0.0.1').reputation).toMatchObject({ anonymiser: 'tor', anonymisersKnown: true });
    expect(locate('1.128.0.1').network).toMatchObject({ asn: 1221 });
  });
});
