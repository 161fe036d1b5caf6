import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { embeddable, packReport, type ReportData, unpackFindings } from '../../src/report/html-data.ts';
import { aFinding } from './a-finding.ts';
import { numbered, SUMMARY } from './reports.ts';

const { caps, thresholds } = parseConfig({}, 'test').scoring;
const HEAD = {
  version: '1',
  summary: SUMMARY,
  minScore: 40,
  leftOut: 0,
  leftOutBelow: null,
  caps,
  thresholds,
  rules: {},
};

function there(findings: readonly Finding[]): readonly Finding[] {
  const data: ReportData = JSON.parse([...packReport(HEAD, findings)].join(''));
  return unpackFindings(data);
}

describe('embeddable', () => {
  it.each([
    '</script><img src=x onerror=alert(1)>',
    '<!--<script>',
    ']]>&lt;',
    '\u2028\u2029',
    '\u202e',
    '\0',
  ])('holds %j as data', (evil) => {
    const json = embeddable({ [evil]: evil });
    expect(json).not.toMatch(/[<>&\u2028\u2029\u202e\0]/);
    expect(JSON.parse(json)).toEqual({ [evil]: evil });
  });

  it('gives any text back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(JSON.parse(embeddable(text))).toBe(text);
        expect(embeddable(text)).not.toMatch(/[<>&\p{Cc}]/u);
      }),
    );
  });
});

describe('packReport', () => {
  it('gives what is to be done back, and nothing where there is nothing', () => {
    const some = [{ ...aFinding(), steps: ['a', 'b'] }, aFinding()];
    expect(there(some)).toEqual(some);
    expect(there(some).map((one) => 'steps' in one)).toEqual([true, false]);
  });

  it('gives every finding back, whole', () => {
    const findings = [aFinding(), numbered(1), numbered(2), { ...aFinding(), role: null, usual: null }];
    expect(there(findings)).toEqual(findings);
  });

  it('keeps what findings have in common once', () => {
    const findings = Array.from({ length: 500 }, () => aFinding());
    const text = [...packReport(HEAD, findings)].join('');
    expect(text.split('user/alice').length - 1).toBeLessThan(5);
    expect(there(findings)).toEqual(findings);
  });

  it('has nothing to say of no findings', () => {
    expect(there([])).toEqual([]);
  });
});
