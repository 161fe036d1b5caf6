import { COUNTRY_POINTS } from './countries.ts';

/** A place as far as distances need it: coordinates where a city database knows them. */
export interface Somewhere {
  /** Undefined where nobody knows it: no distance then. */
  readonly country: string | undefined;
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
}

type Point = readonly [latitude: number, longitude: number];

const EARTH_KM = 6_371;
const between = new Map<string, number | undefined>();

/**
 * Kilometres between two places: the great circle where both have coordinates, else the smallest distance
 * between their countries' cities (0 in one country), which errs towards too little. Undefined for an unknown
 * country.
 */
export function kmBetween(a: Somewhere, b: Somewhere): number | undefined {
  const from = pointOf(a);
  const to = pointOf(b);
  if (from !== undefined && to !== undefined) return greatCircle(from, to);
  if (a.country === undefined || b.country === undefined) return undefined;
  if (a.country === b.country) return 0;
  const key = `${a.country}|${b.country}`;
  if (!between.has(key)) between.set(key, smallest(pointsOf(a.country), pointsOf(b.country)));
  return between.get(key);
}

function pointOf({ latitude, longitude }: Somewhere): Point | undefined {
  return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
}

function pointsOf(country: string): readonly Point[] {
  const text = Object.hasOwn(COUNTRY_POINTS, country) ? COUNTRY_POINTS[country] : undefined;
  return (text?.split(' ') ?? []).map((pair) => {
    const [latitude = 0, longitude = 0] = pair.split(',').map(Number);
    return [latitude, longitude];
  });
}

function smallest(from: readonly Point[], to: readonly Point[]): number | undefined {
  const all = from.flatMap((a) => to.map((b) => greatCircle(a, b)));
  return all.length === 0 ? undefined : Math.min(...all);
}

function greatCircle(a: Point, b: Point): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const lat = rad(b[0] - a[0]);
  const lon = rad(b[1] - a[1]);
  const h = Math.sin(lat / 2) ** 2 + Math.cos(rad(a[0])) * Math.cos(rad(b[0])) * Math.sin(lon / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, h)));
}
