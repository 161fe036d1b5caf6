/**
 * Writes the embedded databases: dist/data/country.mmdb (as published) and dist/data/asn.mmdb (from CSV), from dev
 * dependencies whose licences allow it (see NOTICE). Skips what is up to date.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { type MmdbEntry, writeMmdb } from './mmdb-writer.ts';

const PACKAGES = 'node_modules/@ip-location-db';
const OUT = 'dist/data';
const CSV = /^([^,]+),([^,]+),(\d+),(?:"((?:[^"]|"")*)"|([^"]*))$/;

function upToDate(output: string, ...sources: readonly string[]): boolean {
  const changed = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return sources.every((source) => changed(output) >= changed(source));
}

/** The day of the data stands in the package's version: 2.3.2026061719 is 2026-06-17, 19 h. */
function dataEpoch(name: string): number {
  const manifest: unknown = JSON.parse(readFileSync(`${PACKAGES}/${name}/package.json`, 'utf8'));
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest
      ? String(manifest.version)
      : '';
  const [, year, month, day, hour] = /\.(\d{4})(\d\d)(\d\d)(\d\d)$/.exec(version) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour)) / 1_000;
}

function* asnEntries(): Generator<MmdbEntry> {
  for (const file of ['asn-ipv4.csv', 'asn-ipv6.csv']) {
    for (const line of readFileSync(`${PACKAGES}/asn/${file}`, 'utf8').split('\n')) {
      const [, first, last, asn, quoted, bare] = CSV.exec(line.trim()) ?? [];
      if (first === undefined || last === undefined) continue;
      const name = (quoted?.replaceAll('""', '"') ?? bare ?? '').slice(0, 120);
      const value = { autonomous_system_number: Number(asn), autonomous_system_organization: name };
      yield { range: [first, last], value };
    }
  }
}

mkdirSync(OUT, { recursive: true });
const country = `${PACKAGES}/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb`;
if (!upToDate(`${OUT}/country.mmdb`, country)) copyFileSync(country, `${OUT}/country.mmdb`);
if (!upToDate(`${OUT}/asn.mmdb`, `${PACKAGES}/asn/asn-ipv4.csv`, 'scripts/mmdb-writer.ts')) {
  const bytes = writeMmdb({
    type: 'Rolewarden-ASN',
    description: 'ASN by RouteViews, NRO and DB-IP (CC BY 4.0)',
    buildEpoch: dataEpoch('asn'),
    entries: asnEntries(),
  });
  writeFileSync(`${OUT}/asn.mmdb.tmp`, bytes);
  renameSync(`${OUT}/asn.mmdb.tmp`, `${OUT}/asn.mmdb`);
}
for (const file of ['country.mmdb', 'asn.mmdb']) {
  process.stderr.write(`${OUT}/${file}  ${(statSync(`${OUT}/${file}`).size / 1e6).toFixed(1)} MB\n`);
}
