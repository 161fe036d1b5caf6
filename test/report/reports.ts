import { VERSION } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import type { ReplaySummary } from '../../src/core/finding/summary.ts';
import { createHtmlReport } from '../../src/report/html.ts';
import { CATALOGUE } from '../../src/rules/catalogue.ts';
import { levelOf } from '../../src/scoring/score.ts';
import { aFinding, aSignal } from './a-finding.ts';

const { caps, thresholds } = parseConfig({}, 'test').scoring;
const rules = new Map(CATALOGUE.map((rule) => [rule.id, rule]));

export const SUMMARY: ReplaySummary = {
  records: 5_000,
  stsEvents: 4_000,
  signIns: 20,
  duplicates: 3,
  events: 4_012,
  copies: 6,
  malformed: 1,
  incomplete: 2,
  skippedFiles: 4,
  problems: 5,
  skipped: [{ reason: 'cut off', count: 5, examples: ['a.json:1'] }],
  findings: { low: 9, medium: 1, high: 1, critical: 1 },
  alerts: 2,
  repeats: 1,
  expiredSuppressions: [],
  before: 0,
  after: 0,
  firstEvent: '2026-03-01T00:00:00.000Z',
  lastEvent: '2026-03-31T00:00:00.000Z',
  databases: [{ kind: 'country', path: '/somewhere/country.mmdb', buildDate: '2026-01-01' }],
  lists: [],
  seconds: 1.5,
  recordsPerSecond: 3_000,
};

/** A report of the findings as the command writes it. */
export function reportOf(
  findings: readonly Finding[],
  more: { readonly summary?: Partial<ReplaySummary>; readonly most?: number } = {},
): string {
  const options = { version: VERSION, minScore: 40, caps, thresholds };
  const report = createHtmlReport({
    ...options,
    about: (id) => rules.get(id),
    ...(more.most === undefined ? {} : { most: more.most }),
  });
  for (const finding of findings) report.finding(finding);
  return [...report.end({ ...SUMMARY, ...more.summary })].join('');
}

/** A finding that differs from others by its number: actor, role, place, time, score and rules. */
export function numbered(at: number): Finding {
  const base = aFinding();
  const score = 40 + ((at * 37) % 61);
  const level = levelOf(score, thresholds);
  const [actor, role, country] = [`person-${at % 40}`, `Role${at % 25}`, ['BR', 'DE', 'NG'][at % 3] ?? 'BR'];
  const family = at % 2 === 0 ? 'misuse' : 'behaviour';
  return {
    ...base,
    id: `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
    time: new Date(Date.parse('2026-03-01T00:00:00Z') + at * 251_000).toISOString(),
    score,
    level,
    summary: `${actor} assumed ${role}: number ${at}`,
    actor: { ...base.actor, name: actor, key: `person:${actor}` },
    role: { arn: `arn:aws:iam::444455556666:role/${role}`, accountId: '444455556666', name: role },
    origin: { ...base.origin, country },
    lineage: at % 2 === 0 ? [] : base.lineage,
    signals: [aSignal(family, at % 5 === 0 ? 'impossible-travel' : 'new-country', score)],
  };
}
