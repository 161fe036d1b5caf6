import { describe, expect, it } from 'vitest';
import { DATABASES } from '../../scripts/places.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import { createApp } from '../../src/app.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { Finding, Signal } from '../../src/core/finding/finding.ts';
import type { Rule } from '../../src/rules/define.ts';

/** One case: earlier records, then the one that is judged; told on a stage whose day 30 is the day of the story. */
export interface Case {
  readonly name: string;
  readonly tell: (stage: Stage) => RawCloudTrail;
  /** Points that the rule must give; left out: any. */
  readonly points?: number;
  /** Words that its summary must have. */
  readonly says?: string;
  /** The whole evidence. */
  readonly shows?: Signal['evidence'];
  /** Of what is silent: why the rule could not judge, as the finding says it. Another rule must speak. */
  readonly unknown?: Finding['unknown'][number]['reason'];
  readonly config?: Readonly<Record<string, unknown>>;
}

type Some = readonly [Case, ...Case[]];

const NOTHING = { debug: () => {}, info: () => {}, warn: () => {} };

/** Proves a rule on raw CloudTrail records through the whole line. Leaving out a kind of case does not compile. */
export function cases(
  rule: Rule,
  told: {
    readonly fires: Some;
    readonly silent: Some;
    readonly almost: Some;
    /** The rule speaks of what was granted only: the first story that fires is silent where AWS refuses. */
    readonly refused?: 'silent';
  },
): void {
  describe(rule.id, () => {
    it.each(told.fires)('fires: $name', async ({ tell, points, says, shows, config }) => {
      const signal = (await findingOf(tell, config))?.signals.find(({ ruleId }) => ruleId === rule.id);
      expect(signal, 'the rule was silent').toBeDefined();
      if (points !== undefined) expect(signal?.points).toBe(points);
      expect(signal?.summary.length).toBeGreaterThan(10);
      if (says !== undefined) expect(signal?.summary).toContain(says);
      expect(signal?.evidence, 'no evidence').not.toEqual({});
      if (shows !== undefined) expect(signal?.evidence).toEqual(shows);
    });
    const refused = told.refused === undefined ? [] : [refusedOf(told.fires[0])];
    const quiet = [...told.silent, ...told.almost, ...refused];
    it.each(quiet)('silent: $name', async ({ tell, unknown, config }) => {
      const finding = await findingOf(tell, config);
      expect(finding?.signals.find(({ ruleId }) => ruleId === rule.id)).toBeUndefined();
      if (unknown !== undefined)
        expect(finding?.unknown).toContainEqual({ ruleId: rule.id, reason: unknown });
    });
  });
}

function refusedOf({ name, tell, config = {} }: Case): Case {
  const refusal = { errorCode: 'AccessDenied', errorMessage: 'Not authorized', responseElements: null };
  return { name: `${name}: refused`, tell: (stage) => ({ ...tell(stage), ...refusal }), config };
}

async function findingOf(tell: Case['tell'], config: Case['config'] = {}): Promise<Finding | undefined> {
  const stage = createStage(7);
  return judgedLast(stage, tell(stage), config);
}

/** The finding about a record that follows what a stage has; undefined if there is none. */
export async function judgedLast(
  stage: Stage,
  last: object,
  config: Case['config'] = {},
): Promise<Finding | undefined> {
  const failed: object[] = [];
  const app = await createApp({
    config: parseConfig({ databases: DATABASES, ...config }, 'the case'),
    // a rule that throws is silent too
    log: { ...NOTHING, error: (fields) => failed.push(fields) },
  });
  const before = { id: 'before', body: { Records: stage.records() } };
  await app.analyzer.analyze([before]);
  const outcomes = await app.analyzer.analyze([{ id: 'last', body: last }]);
  await app.close();
  expect(outcomes[0]?.status, 'the record was not read').toBe('analyzed');
  expect(failed, 'a rule threw').toEqual([]);
  return outcomes[0]?.findings[0];
}

/** Something on each of the thirty quiet days. */
export function daily(
  stage: Stage,
  make: (day: number) => RawCloudTrail | readonly RawCloudTrail[],
  days = 30,
): void {
  for (let day = 0; day < days; day++) stage.add(...[make(day)].flat());
}
