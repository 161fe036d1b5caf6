/** Writes src/core/place/countries.ts from the tz database's zone.tab: `npx tsx scripts/countries.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Large countries have few time zones, and then a neighbour's distance would be overstated: Hong Kong is 1,200 km
 * from Shanghai and none from Shenzhen. These are cities near borders and coasts, to a tenth of a degree.
 */
const MORE_CITIES: Readonly<Record<string, string>> = {
  AF: '34.3,62.2 31.6,65.7 36.7,67.1',
  AO: '-5.6,12.2 -14.9,13.5 -11.8,19.9',
  BO: '-17.8,-63.2',
  CD: '-1.7,29.2',
  CL: '-18.5,-70.3 -23.7,-70.4',
  CM: '9.3,13.4',
  CN: '39.9,116.4 22.5,114.1 25.0,102.7 45.8,126.5 29.7,91.1 36.1,120.4 22.8,108.3 39.5,76.0 40.1,124.4 30.6,104.1 20.0,110.3',
  CO: '10.4,-75.5 7.9,-72.5 3.4,-76.5 -4.2,-69.9',
  CU: '20.0,-75.8',
  DE: '48.1,11.6 50.9,7.0 53.6,10.0',
  DZ: '35.7,-0.6 36.4,6.6 22.8,5.5 27.7,-8.1',
  EC: '-0.2,-78.5',
  EG: '24.1,32.9 27.9,34.3 31.2,29.9',
  ES: '41.4,2.2 36.7,-4.4 43.4,-8.4 39.6,2.7',
  ET: '9.6,41.9 13.5,39.5 6.0,37.6',
  FI: '65.0,25.5 69.1,27.0',
  FR: '43.3,5.4 43.7,7.3 48.6,7.8 43.6,1.4 48.4,-4.5 50.6,3.1 41.9,8.7',
  GB: '54.6,-5.9 55.9,-4.3 57.1,-2.1 60.2,-1.1',
  GR: '40.6,22.9 36.4,28.2 35.3,25.1',
  ID: '3.6,98.7 1.1,104.0 -8.7,115.2 -10.2,123.6 1.5,124.8',
  IN: '19.1,72.9 28.6,77.2 13.1,80.3 13.0,77.6 9.9,76.3 26.1,91.7 31.6,74.9 34.1,74.8 23.0,72.6 11.7,92.7',
  IQ: '30.5,47.8 36.2,44.0',
  IR: '27.2,56.3 36.3,59.6 38.1,46.3 25.3,60.6 30.3,48.3',
  IT: '45.5,9.2 38.1,13.4 37.5,15.1 39.2,9.1 41.1,16.9',
  JP: '33.6,130.4 43.1,141.3 26.2,127.7 34.7,135.5',
  KE: '-4.0,39.7 0.5,35.3',
  KR: '35.2,129.1 33.5,126.5',
  LY: '32.1,20.1 27.0,14.4',
  MA: '35.8,-5.8 34.7,-1.9 30.4,-9.6',
  MG: '-12.3,49.3 -23.4,43.7',
  ML: '16.3,0.0 14.4,-11.4',
  MM: '22.0,96.1 20.1,92.9',
  MY: '1.5,103.7 5.4,100.3 6.0,116.1',
  MZ: '-19.8,34.8 -13.0,40.5 -16.2,33.6',
  NA: '-17.5,24.3 -28.6,16.4',
  NE: '13.8,9.0 17.0,8.0',
  NG: '12.0,8.5 9.1,7.5 5.0,8.3 11.8,13.2',
  NO: '60.4,5.3 69.6,19.0 69.7,30.0',
  NZ: '-43.5,172.6',
  OM: '17.0,54.1',
  PE: '-3.7,-73.2 -18.0,-70.2 -5.2,-80.6',
  PG: '-2.6,141.3',
  PH: '7.1,125.6 10.3,123.9 18.2,120.6 6.9,122.1',
  PK: '31.5,74.3 33.7,73.1 30.2,67.0 34.0,71.5',
  PL: '50.1,19.9 54.4,18.6 51.1,17.0',
  RU: '59.9,30.3 69.0,33.1 43.6,39.7 45.0,39.0 48.5,135.1',
  SA: '21.5,39.2 26.4,50.1 28.4,36.6 17.5,44.2',
  SD: '19.6,37.2 13.5,22.5',
  SE: '55.6,13.0 57.7,12.0 67.9,20.2',
  SO: '9.6,44.1',
  TD: '13.8,20.8',
  TH: '18.8,99.0 7.0,100.5 7.9,98.4 17.4,102.8',
  TM: '40.0,53.0 39.1,63.6',
  TR: '39.9,32.9 38.4,27.1 37.0,35.3 37.9,40.2 41.0,39.7 38.5,43.4',
  TZ: '-2.5,32.9 -3.4,36.7 -8.9,33.5',
  UA: '49.8,24.0 46.5,30.7 50.0,36.2 48.6,22.3',
  US: '25.8,-80.2 29.8,-95.4 47.6,-122.3 32.7,-117.2 42.4,-71.1 19.7,-155.1 31.8,-106.5',
  VE: '10.6,-71.7 8.3,-62.7',
  VN: '21.0,105.8 16.1,108.2',
  YE: '15.4,44.2 16.2,52.2',
  ZA: '-33.9,18.4 -29.9,31.0 -28.4,21.3',
  ZM: '-13.0,28.6 -17.8,25.9',
};

const points = new Map<string, string[]>();
for (const line of readFileSync('/usr/share/zoneinfo/zone.tab', 'utf8').split('\n')) {
  const [code = '', coordinates = ''] = line.split('\t');
  const [, latitude, longitude] = /^([+-]\d{4,6})([+-]\d{5,7})$/.exec(coordinates) ?? [];
  if (!/^[A-Z]{2}$/.test(code) || latitude === undefined || longitude === undefined) continue;
  const list = points.get(code) ?? [];
  list.push(`${degrees(latitude, 2)},${degrees(longitude, 3)}`);
  points.set(code, list);
}
for (const [code, cities] of Object.entries(MORE_CITIES)) points.get(code)?.push(...cities.split(' '));

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
  'src/core/place/countries.ts',
  `// Written by scripts/countries.ts from zone.tab of the tz database (public domain) and its own list of cities.

/** ISO 3166-1 alpha-2 → "latitude,longitude" of principal cities, in degrees. */
export const COUNTRY_POINTS: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
);
