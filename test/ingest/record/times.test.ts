import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../../src/ingest/record/times.ts';

const two = (most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'));
/** Dates and times of which many do not exist. */
const stamp = fc
  .tuple(fc.integer({ min: 1999, max: 2101 }), two(13), two(32), two(25), two(61), two(61))
  .map(([year, month, day, hour, minute, second]) => `${year}-${month}-${day}T${hour}:${minute}:${second}`);

describe('parseTime', () => {
  it.each([
    ['2024-07-30T21:31:21Z', '2024-07-30T21:31:21.000Z'],
    ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59.000Z'],
    ['2024-07-30 21:31:21.5', '2024-07-30T21:31:21.500Z'],
    ['2024-07-30T21:31:21.123456+00:00', '2024-07-30T21:31:21.123Z'],
    ['20131102T010628Z', '2013-11-02T01:06:28.000Z'],
    ['Jul 30, 2024, 9:46:15 PM', '2024-07-30T21:46:15.000Z'],
    ['Jul 30, 2024 12:46:15\u202fAM', '2024-07-30T00:46:15.000Z'],
    [1_722_375_081, '2024-07-30T21:31:21.000Z'],
    [100_000_000_000, '1973-03-03T09:46:40.000Z'],
    [1_722_375_081_000, '2024-07-30T21:31:21.000Z'],
  ])('reads %s', (value, expected) => {
    expect(new Date(parseTime(value) ?? Number.NaN).toISOString()).toBe(expected);
  });

  it.each([
    '2023-02-29T00:00:00Z',
    '2024-04-31T00:00:00Z',
    '2024-07-30T24:00:00Z',
    '2024-07-30T23:59:60Z',
    '2024-13-01T00:00:00Z',
    '2024-00-01T00:00:00Z',
    '1999-12-31T23:59:59Z',
    '2100-01-01T00:00:00Z',
    'Jul 30, 2024, 13:46:15 PM',
    'yesterday',
    `${' '.repeat(40)}2024-07-30T21:31:21Z`,
    '',
    -1,
    Number.NaN,
    null,
  ])('refuses %s', (value) => {
    expect(parseTime(value)).toBeUndefined();
  });

  it('reads the usual form as it reads the same with a fraction', () => {
    fc.assert(
      fc.property(stamp, (text) => {
        expect(parseTime(`${text}Z`)).toBe(parseTime(`${text}.000Z`));
      }),
      { numRuns: 2_000 },
    );
  });
});
