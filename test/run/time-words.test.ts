import { describe, expect, it } from 'vitest';
import { timeOf } from '../../src/commands/acting/words.ts';

const NOW = Date.parse('2026-03-02T09:00:00Z');
const read = (text: string) => new Date(timeOf('--before', text, NOW)).toISOString();

describe('a time on the command line', () => {
  it.each([
    ['30m', '2026-03-02T08:30:00.000Z'],
    ['2h', '2026-03-02T07:00:00.000Z'],
    ['1d', '2026-03-01T09:00:00.000Z'],
    ['2028-02-29T23:00Z', '2028-02-29T23:00:00.000Z'],
    ['2026-03-01T01:00:00+02:00', '2026-02-28T23:00:00.000Z'],
  ])('is so long ago, or an instant with its zone: %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each(['2026-02-29T00:00:00Z', '2026-04-31T00:00Z', '2026-13-01T00:00Z', '2026-03-01T08:00', '1w', ''])(
    'is refused if there is no such instant: "%s"',
    (text) => {
      expect(() => read(text)).toThrow(
        expect.objectContaining({ code: 'ERR_USAGE', message: `--before cannot be ${JSON.stringify(text)}` }),
      );
    },
  );
});
