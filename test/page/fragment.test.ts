import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/core/finding/finding.ts';
import { EVERYTHING } from '../../src/page/filter.ts';
import { fromFragment, type Known, toFragment, type View } from '../../src/page/fragment.ts';
import { ORDERS } from '../../src/page/order.ts';

const known: Known = {
  rules: new Set(['impossible-travel']),
  places: new Set(['Brazil · Example Telecom']),
  findings: new Set(['6a1d0c5e', 'a&b=c#d %zz']),
};
const asOpened: View = { filter: EVERYTHING, order: 'highest', opened: null };
const filtered = (part: Partial<View['filter']>): View => ({
  ...asOpened,
  filter: { ...EVERYTHING, ...part },
});

describe('a fragment', () => {
  it('is empty for a report as it opens', () => {
    expect(toFragment(asOpened)).toBe('');
    expect(fromFragment('', known)).toEqual(asOpened);
  });

  it('can be read', () => {
    const levels = new Set(['high', 'critical'] as const);
    expect(toFragment(filtered({ levels, role: 'ProdAdmin' }))).toBe('level=critical+high&role=ProdAdmin');
  });

  it('gives any view back as it was', () => {
    const time = fc.option(fc.integer({ min: 0, max: Date.parse('9999-01-01') }));
    const text = fc.string({ unit: fc.constantFrom(...'aZ09 &=#%+;?/ü→·\'"<>') });
    const view = fc.record<View>({
      filter: fc.record({
        levels: fc.subarray([...LEVELS]).map((levels) => new Set(levels)),
        minScore: fc.integer({ min: 0, max: 100 }),
        actor: text,
        role: text,
        rule: fc.constantFrom('', ...known.rules),
        text,
        from: time,
        to: time,
        place: fc.constantFrom(null, ...known.places),
        hour: fc.option(fc.integer({ min: 0, max: 167 })),
        alerts: fc.boolean(),
      }),
      order: fc.constantFrom(...ORDERS.keys()),
      opened: fc.constantFrom(null, ...known.findings),
    });
    fc.assert(
      fc.property(view, (one) => {
        expect(fromFragment(`#${toFragment(one)}`, known)).toEqual(one);
      }),
    );
  });

  it.each([
    'findings',
    'level=purple',
    'level=',
    'score=101',
    'score=-1',
    'score=1e2',
    'score=NaN',
    'rule=no-such-rule',
    'rule=__proto__',
    'place=Atlantis',
    'hour=168',
    'alerts=yes',
    'hour=1.5',
    'from=yesterday',
    'from=2026-99-01',
    'from=2026-02-31',
    'from=2026-02-30T10:00Z',
    'to=9999999999999999',
    'order=__proto__',
    'order=toString',
    'open=no-such-finding',
    'open=',
    'constructor=x&__proto__=y',
    `text=${'x'.repeat(501)}`,
    '%',
    '%E0%A4%A',
    '&&&=&=&',
  ])('that says nothing here changes nothing: %s', (fragment) => {
    expect(fromFragment(`#${fragment}`, known)).toEqual(asOpened);
  });

  it('spells out what acts on a reader', () => {
    const { filter } = fromFragment('#actor=a%E2%80%AEb%00&text=%0Ax', known);
    expect([filter.actor, filter.text]).toEqual(['a\\u{202e}b\\u{0}', '\\u{a}x']);
  });

  it('never throws, and gives one that can be written again', () => {
    const name = fc.constantFrom(
      'level',
      'score',
      'rule',
      'from',
      'hour',
      'place',
      'order',
      'open',
      'text',
      'x',
    );
    const parts = fc.array(fc.tuple(name, fc.string({ unit: 'binary' })));
    const any = fc.oneof(
      fc.string({ unit: 'binary' }),
      parts.map((all) => all.map((one) => one.join('=')).join('&')),
    );
    fc.assert(
      fc.property(any, (fragment) => {
        const view = fromFragment(`#${fragment}`, known);
        expect(fromFragment(toFragment(view), known)).toEqual(view);
      }),
    );
  });
});
