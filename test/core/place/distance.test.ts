import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTRY_POINTS } from '../../../src/core/place/countries.ts';
import { kmBetween, type Somewhere } from '../../../src/core/place/distance.ts';

const country = (code: string): Somewhere => ({ country: code, latitude: undefined, longitude: undefined });
const point = (latitude: number, longitude: number, code = 'DE'): Somewhere => ({
  country: code,
  latitude,
  longitude,
});
const latitude = fc.double({ min: -90, max: 90, noNaN: true });
const longitude = fc.double({ min: -180, max: 180, noNaN: true });
const codes = Object.keys(COUNTRY_POINTS);

describe('the distance between two places', () => {
  it.each([
    ['Berlin and New York', point(52.52, 13.41), point(40.71, -74.01), 6_385],
    ['London and Sydney', point(51.51, -0.13), point(-33.87, 151.21), 16_994],
    ['the poles', point(90, 0), point(-90, 0), 20_015],
    ['two sides of the date line', point(0, 179.5), point(0, -179.5), 111],
  ])('is the great circle where both have coordinates: %s', (_, a, b, km) => {
    expect(Math.abs((kmBetween(a, b) ?? 0) - km)).toBeLessThan(km * 0.005 + 1);
  });

  it('is symmetric, never negative, and at most half way round the earth', () => {
    fc.assert(
      fc.property(latitude, longitude, latitude, longitude, (a, b, c, d) => {
        const [from, to] = [point(a, b), point(c, d)];
        const km = kmBetween(from, to) ?? Number.NaN;
        expect(km).toBeGreaterThanOrEqual(0);
        expect(km).toBeLessThanOrEqual(20_016);
        expect(kmBetween(to, from)).toBeCloseTo(km, 6);
        expect(kmBetween(from, from)).toBe(0);
      }),
    );
  });

  it('is 0 in one country, and unknown for one that is not on the list', () => {
    expect(kmBetween(country('DE'), country('DE'))).toBe(0);
    expect(kmBetween(country('DE'), country('XX'))).toBeUndefined();
    expect(kmBetween(country('toString'), country('DE'))).toBeUndefined();
  });

  it('goes by country if one side has no coordinates', () => {
    expect(kmBetween(point(52.5, 13.4), country('DE'))).toBe(0);
    expect(kmBetween(point(52.5, 13.4), country('BR'))).toBe(kmBetween(country('DE'), country('BR')));
  });

  it.each([
    'CN-HK',
    'IN-PK',
    'IN-NP',
    'FR-DZ',
    'ES-IT',
    'US-CU',
    'US-MX',
    'US-CA',
    'PE-CL',
    'TR-IQ',
    'TR-GE',
    'SA-EG',
    'IR-AE',
    'JP-KR',
    'MY-SG',
    'ID-SG',
    'TH-MY',
    'VN-CN',
    'RU-FI',
    'RU-NO',
    'GB-IE',
    'GB-NO',
    'ZA-NA',
    'BR-CO',
    'PL-UA',
    'DE-CH',
    'SE-DK',
    'MA-ES',
    'TZ-MZ',
    'KE-TZ',
    'PK-AF',
    'KZ-CN',
    'MM-BD',
    'LY-TN',
    'SD-TD',
    'YE-OM',
  ])('between neighbours is never further than an hour in the air: %s', (pair) => {
    const [a = '', b = ''] = pair.split('-');
    expect(kmBetween(country(a), country(b))).toBeLessThan(900);
  });

  it.each([
    ['DE', 'BR', 6_500],
    ['DE', 'US', 5_500],
    ['GB', 'AU', 9_000],
    ['DE', 'NG', 3_500],
    ['US', 'IN', 7_500],
    ['FR', 'CN', 5_000],
  ])('between continents stays far: %s and %s', (a, b, km) => {
    expect(kmBetween(country(a), country(b))).toBeGreaterThan(km);
  });
});

describe('the countries', () => {
  it('have points on the globe', () => {
    expect(codes.length).toBeGreaterThan(240);
    for (const code of codes) {
      expect(code).toMatch(/^[A-Z]{2}$/);
      expect(COUNTRY_POINTS[code]).toMatch(/^-?\d{1,2}\.\d,-?\d{1,3}\.\d( -?\d{1,2}\.\d,-?\d{1,3}\.\d)*$/);
      for (const pair of COUNTRY_POINTS[code]?.split(' ') ?? []) {
        const [north = 99, east = 999] = pair.split(',').map(Number);
        expect(Math.abs(north)).toBeLessThanOrEqual(90);
        expect(Math.abs(east)).toBeLessThanOrEqual(180);
      }
    }
  });
});
