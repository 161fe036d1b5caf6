/**
 * Writes the embedded databases: dist/data/country.mmdb (as published) and dist/data/asn.mmdb (from CSV), from dev
 * dependencies whose licences allow it (see NOTICE). Skips what is up to date.
 */
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { Reader } from 'maxmind';
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
  const epoch = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour)) / 1_000;
  if (Number.isNaN(epoch)) throw new Error(`${name}: no date in version ${version}`);
  return epoch;
}

function* asnEntries(): Generator<MmdbEntry> {
  for (const file of ['asn-ipv4.csv', 'asn-ipv6.csv']) {
    for (const line of readFileSync(`${PACKAGES}/asn/${file}`, 'utf8').split('\n')) {
      const [, first, last, asn, quoted, bare] = CSV.exec(line.trim()) ?? [];
      if (first === undefined || last === undefined) continue;
      // The source doubles quotation marks twice.
      const name = (quoted?.replaceAll(/"{2,}/g, '"') ?? bare ?? '').slice(0, 120);
      const value = { autonomous_system_number: Number(asn), autonomous_system_organization: name };
      yield { range: [first, last], value };
    }
  }
}

/** Readers never see half a file. */
function put(name: string, bytes: Uint8Array): void {
  writeFileSync(`${OUT}/${name}.tmp`, bytes);
  renameSync(`${OUT}/${name}.tmp`, `${OUT}/${name}`);
}

mkdirSync(OUT, { recursive: true });
const country = `${PACKAGES}/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb`;
const csv = ['asn-ipv4.csv', 'asn-ipv6.csv'].map((file) => `${PACKAGES}/asn/${file}`);
const writer = readdirSync('scripts')
  .filter((file) => /^(mmdb-.*|build-data)\.ts$/.test(file))
  .map((file) => `scripts/${file}`);
if (!upToDate(`${OUT}/country.mmdb`, country)) put('country.mmdb', readFileSync(country));
if (!upToDate(`${OUT}/asn.mmdb`, ...csv, ...writer)) {
  const bytes = writeMmdb({
    type: 'Rolewarden-ASN',
    description: 'ASN by RouteViews, NRO and DB-IP (CC BY 4.0)',
    buildEpoch: dataEpoch('asn'),
    entries: asnEntries(),
  });
  put('asn.mmdb', bytes);
}
for (const file of ['country.mmdb', 'asn.mmdb']) {
  const bytes = readFileSync(`${OUT}/${file}`);
  const day = new Reader(bytes).metadata.buildEpoch.toISOString().slice(0, 10);
  process.stderr.write(`${OUT}/${file}  ${(bytes.length / 1e6).toFixed(1)} MB, data of ${day}\n`);
}
