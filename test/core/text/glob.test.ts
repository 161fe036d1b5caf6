import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { glob } from '../../../src/core/text/glob.ts';

describe('glob', () => {
  it.each([
    ['arn:aws:iam::*:role/Admin*', 'arn:aws:iam::111122223333:role/AdminAccess', true],
    ['arn:aws:iam::*:role/Admin', 'arn:aws:iam::111122223333:role/AdminAccess', false],
    ['role/?dmin', 'role/admin', true],
    ['*', '', true],
    ['?', '', false],
    ['a.c', 'abc', false],
    ['**a', 'ba', true],
  ])('%s on %s is %s', (pattern, text, expected) => {
    expect(glob(pattern)(text)).toBe(expected);
  });

  it('agrees with the obvious recursive definition', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    const obvious = (p: string, t: string): boolean => {
      if (p === '') return t === '';
      if (p[0] === '*') return obvious(p.slice(1), t) || (t !== '' && obvious(p, t.slice(1)));
      return t !== '' && (p[0] === '?' || p[0] === t[0]) && obvious(p.slice(1), t.slice(1));
    };
    fc.assert(
      fc.property(text, text, (p, t) => {
        expect(glob(p)(t)).toBe(obvious(p, t));
      }),
      { numRuns: 3_000 },
    );
  });
});
