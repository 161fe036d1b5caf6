/** Writes src/core/countries.ts from the tz database's zone.tab: `npx tsx scripts/countries.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';

const points = new Map<string, string[]>();
for (const line of readFileSync('/usr/share/zoneinfo/zone.tab', 'utf8').split('\n')) {
  const [code = '', coordinates = ''] = line.split('\t');
  const [, latitude, longitude] = /^([+-]\d{4,6})([+-]\d{5,7})$/.exec(coordinates) ?? [];
  if (!/^[A-Z]{2}$/.test(code) || latitude === undefined || longitude === undefined) continue;
  const list = points.get(code) ?? [];
  list.push(`${degrees(latitude, 2)},${degrees(longitude, 3)}`);
  points.set(code, list);
}

/** ±DDMM[SS] or ±DDDMM[SS] in degrees, to a tenth: a dozen kilometres. */
function degrees(text: string, width: number): string {
  const digits = text.slice(1);
  const value = Number(digits.slice(0, width)) + Number(digits.slice(width, width + 2)) / 60;
  return (text.startsWith('-') ? -value : value).toFixed(1);
}

const rows = [...points]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([code, list]) => `  ${code}: '${list.join(' ')}',`);
writeFileSync(
  'src/core/countries.ts',
  `// Written by scripts/countries.ts from zone.tab of the tz database (public domain).

/** ISO 3166-1 alpha-2 → "latitude,longitude" of its time zones' principal cities, in degrees. */
export const COUNTRY_POINTS: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
);
