import { expect, it } from 'vitest';
import { summaryText } from '../../src/report/summary.ts';
import { SUMMARY } from './reports.ts';

it('every number of the closing summary is written alike', () => {
  const text = summaryText({
    ...SUMMARY,
    records: 16_489,
    findings: { low: 2_840, medium: 1_003, high: 1_400, critical: 11_480 },
    skipped: [{ reason: 'not JSON', count: 2_686, examples: ['a.json:1'] }],
    expiredSuppressions: [{ id: 'audit', until: '2026-01-01T00:00:00.000Z', findings: 1_200 }],
    lists: [{ name: 'tor', entries: 1_500 }],
  });
  for (const part of [
    '16,489 records',
    '11,480 critical, 1,400 high, 1,003 medium, 2,840 low',
    '2,686 × not JSON',
    'would have matched 1,200 findings',
    'tor (1,500)',
  ])
    expect(text).toContain(part);
});
