import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type MmdbEntry, writeMmdb } from '../../../scripts/mmdb-writer.ts';
import { networkAt, placeOf } from '../../../src/ingest/address/database-records.ts';
import { type Database, type DatabaseKind, openDatabases } from '../../../src/ingest/address/databases.ts';
import { createLog } from '../../../src/run/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'rolewarden-databases-'));
afterAll(() => rmSync(folder, { recursive: true }));
const MAXMIND = '../shared/data/support/maxmind';
const present = existsSync(MAXMIND);
if (!present) console.warn(`${MAXMIND} is absent: tests on deliberately broken databases are left out`);

const silent = createLog('silent');
const only = (kind: DatabaseKind, path: string): Database => {
  const found = openDatabases({ [kind]: path }, silent).find((database) => database.kind === kind);
  if (found === undefined) throw new Error(`no ${kind} database`);
  return found;
};
const made = (country: string, buildEpoch = 1_767_225_600) =>
  writeMmdb({
    type: 'Test-Country',
    description: 'test',
    buildEpoch,
    entries: [
      { cidr: '192.0.2.0/24', value: { country_code: country } },
      { cidr: '2001:db8::/32', value: { country_code: country } },
    ],
  });
let clock = 1_000;
const file = (name: string, content: Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  clock += 10;
  utimesSync(path, clock, clock);
  return path;
};
const refusal = (kind: DatabaseKind, path: string): unknown => {
  try {
    return openDatabases({ [kind]: path }, silent);
  } catch (thrown) {
    return thrown;
  }
};

describe('a database', () => {
  it('says its kind, its path and the day it was built', () => {
    const path = file('plain.mmdb', made('DE'));
    expect(only('country', path).describe()).toEqual({ kind: 'country', path, buildDate: '2026-01-01' });
  });

  it('replaces the embedded one of its kind; a city database replaces the country one', () => {
    const path = file('mine.mmdb', made('DE'));
    const kinds = (paths: Partial<Record<DatabaseKind, string>>) =>
      openDatabases(paths, silent).map(({ kind, embedded }) => `${kind} ${embedded}`);
    expect(kinds({ country: path })).toContain('country false');
    expect(kinds({ country: path })).not.toContain('country true');
    const city = file(
      'city.mmdb',
      writeMmdb({ type: 'T-City', description: '', buildEpoch: 1, entries: [] }),
    );
    expect(kinds({ city })).not.toContain('country true');
  });

  it('of IPv4 only says nothing of IPv6, rather than something wrong', () => {
    // The value stands behind its key and one control byte.
    const bytes = Buffer.from(made('DE'));
    const at = bytes.lastIndexOf('ip_version') + 'ip_version'.length + 1;
    expect(bytes[at]).toBe(6);
    bytes[at] = 4;
    const { lookup } = only('country', file('four.mmdb', bytes));
    expect(lookup('2001:db8::1')).toBeUndefined();
  });

  it('that is cut or overwritten answers nothing or is refused, and never hangs', () => {
    const whole = made('DE');
    for (let cut = 0; cut < whole.length; cut += 7) {
      for (const bytes of [
        whole.subarray(0, cut),
        Buffer.concat([whole.subarray(0, cut), whole.subarray(cut + 5)]),
      ]) {
        const path = file('cut.mmdb', bytes);
        const result = refusal('country', path);
        if (result instanceof Error) expect(result).toMatchObject({ code: 'ERR_DATABASE' });
        else for (const ip of ['192.0.2.1', '2001:db8::1', '8.8.8.8']) only('country', path).lookup(ip);
      }
    }
  });

  it.each([
    ['a folder', '.', /it is a folder, not a file/],
    ['a text', 'package.json', /./],
    ['nothing', 'nowhere.mmdb', /ENOENT/],
  ])('that is %s is refused with its path, the reason and a remedy', (_, path, reason) => {
    expect(refusal('city', path)).toMatchObject({
      code: 'ERR_DATABASE',
      message: expect.stringMatching(new RegExp(`databases\\.city: cannot use ${path.replace('.', '\\.')}`)),
      remedy: expect.stringContaining('city database'),
    });
    expect(String(refusal('city', path))).toMatch(reason);
  });

  it.runIf(present)('that MaxMind broke on purpose is refused, or answers without hanging', () => {
    expect(refusal('city', `${MAXMIND}/cyclic-data-structure.mmdb`)).toMatchObject({ code: 'ERR_DATABASE' });
    const nested = file(
      'nested.mmdb',
      Buffer.from(
        readFileSync(`${MAXMIND}/libmaxminddb-deep-nesting.mmdb`, 'latin1').replace(/DTest/, 'DCity'),
        'latin1',
      ),
    );
    const { lookup } = only('city', nested);
    for (const ip of ['1.1.1.1', '1.1.1.32', '81.2.69.142', '::1', '2001:db8::1']) placeOf(lookup(ip));
    expect(lookup('2001:db8::1')).toBeUndefined();
  });
});

describe('reloading a database', () => {
  it('takes a changed file, and only a changed one', () => {
    const path = file('live.mmdb', made('DE'));
    const database = only('country', path);
    expect(database.refresh()).toBe(false);
    file('live.mmdb', made('FR', 1_767_312_000));
    expect(database.refresh()).toBe(true);
    expect(database.lookup('192.0.2.1')).toEqual({ country_code: 'FR' });
    expect(database.describe().buildDate).toBe('2026-01-02');
  });

  it.each([
    ['damaged', Buffer.from('damaged')],
    ['of another kind', writeMmdb({ type: 'T-ASN', description: '', buildEpoch: 1, entries: [] })],
  ])('keeps the last good one if the new file is %s', (_, bytes) => {
    const path = file('kept.mmdb', made('DE'));
    const database = only('country', path);
    file('kept.mmdb', bytes);
    expect(database.refresh()).toBe(false);
    expect(database.lookup('192.0.2.1')).toEqual({ country_code: 'DE' });
    rmSync(path);
    expect(database.refresh()).toBe(false);
    expect(database.lookup('2001:db8::1')).toEqual({ country_code: 'DE' });
  });
});

describe('a record', () => {
  const location = { latitude: 51.5, longitude: -0.1 };
  const record = (more: MmdbEntry['value']) => ({ country: { iso_code: 'GB' }, location: more });

  it('gives coordinates unless they are only a country’s middle', () => {
    expect(placeOf(record({ ...location, accuracy_radius: 300 }))).toMatchObject(location);
    expect(placeOf(record({ ...location, accuracy_radius: 301 }))).toMatchObject({
      country: 'GB',
      latitude: undefined,
      longitude: undefined,
    });
  });

  it('gives a place in both schemas, and none without a country', () => {
    expect(placeOf({ country_code: 'DE', city: 'Berlin', latitude: 52.5, longitude: 13.4 })).toEqual({
      country: 'DE',
      city: 'Berlin',
      latitude: 52.5,
      longitude: 13.4,
    });
    const nowhere = [undefined, {}, { country_code: 'EUR' }, { country_code: 7 }, { country: 'DE' }];
    expect(nowhere.map(placeOf)).toEqual(nowhere.map(() => undefined));
  });

  it('gives the network from ASN, Enterprise and empty records', () => {
    const asn = { autonomous_system_number: 64496, autonomous_system_organization: 'Spreenetz' };
    const by = { hasAsn: true, inAws: false };
    expect(networkAt('192.0.2.1', asn, by)).toMatchObject({ key: 'AS64496', name: 'Spreenetz' });
    expect(networkAt('192.0.2.1', { traits: asn }, by).key).toBe('AS64496');
    expect(networkAt('192.0.2.1', undefined, by).kind).toBe('unannounced');
    expect(networkAt('192.0.2.1', asn, { ...by, inAws: true })).toMatchObject({
      key: 'cloud:aws',
      asn: 64496,
    });
  });
});
