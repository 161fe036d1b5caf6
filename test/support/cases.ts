import { describe, expect, it } from 'vitest';
import type { RawCloudTrail } from '../../scripts/records.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Signal } from '../../src/core/finding.ts';
import type { Rule } from '../../src/rules/define.ts';
import { createLog } from '../../src/run/log.ts';

/** One case: earlier records, then the one that is judged; told on a stage whose day 30 is the day of the story. */
export interface Case {
  readonly name: string;
  readonly tell: (stage: Stage) => RawCloudTrail;
  /** Points that the rule must give; left out: any. */
  readonly points?: number;
  /** What the sentence must say; left out: any. */
  readonly says?: string;
  readonly config?: Readonly<Record<string, unknown>>;
}

type Some = readonly [Case, ...Case[]];

const PLACES = { country: 'fixtures/places/country.mmdb', asn: 'fixtures/places/asn.mmdb' };

/** Proves a rule on raw CloudTrail records through the whole line. Leaving out a kind of case does not compile. */
export function cases(
  rule: Rule,
  told: { readonly fires: Some; readonly silent: Some; readonly almost: Some },
): void {
  describe(rule.id, () => {
    it.each(told.fires)('fires: $name', async ({ tell, points, says, config }) => {
      const signal = await signalOf(rule, tell, config);
      expect(signal, 'the rule was silent').toBeDefined();
      if (points !== undefined) expect(signal?.points).toBe(points);
      expect(signal?.summary.length).toBeGreaterThan(10);
      if (says !== undefined) expect(signal?.summary).toContain(says);
    });
    it.each([...told.silent, ...told.almost])('silent: $name', async ({ tell, config }) => {
      expect(await signalOf(rule, tell, config)).toBeUndefined();
    });
  });
}

async function signalOf(
  rule: Rule,
  tell: Case['tell'],
  config: Case['config'] = {},
): Promise<Signal | undefined> {
  const stage = createStage(7);
  const last = tell(stage);
  const app = await createApp({
    config: parseConfig({ databases: PLACES, ...config }, 'the case'),
    log: createLog('silent'),
  });
  const before = { id: 'before', body: { Records: stage.records() } };
  await app.analyzer.analyze([before]);
  const outcomes = await app.analyzer.analyze([{ id: 'last', body: last }]);
  await app.close();
  expect(outcomes[0]?.status, 'the record was not read').toBe('analyzed');
  return outcomes[0]?.findings[0]?.signals.find(({ ruleId }) => ruleId === rule.id);
}

/** Something on each of the thirty quiet days. */
export function daily(
  stage: Stage,
  make: (day: number) => RawCloudTrail | readonly RawCloudTrail[],
  days = 30,
): void {
  for (let day = 0; day < days; day++) stage.add(...[make(day)].flat());
}
