import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COVERAGE } from '../scripts/coverage.ts';
import { CATALOGUE } from '../src/rules/catalogue.ts';

const SURVEY = '../shared/detections.md';

/** Rows of the survey whose last column, the priority, is 1. */
function musts(): readonly string[] {
  return readFileSync(SURVEY, 'utf8')
    .split('\n')
    .flatMap((line) => /^\| (D\d{2}) \|.*\| 1 \|$/.exec(line)?.[1] ?? []);
}

describe('coverage of the peers’ detections', () => {
  it.skipIf(!existsSync(SURVEY))('has every row of the survey that is a must', () => {
    expect(musts().length).toBeGreaterThan(40);
    expect(COVERAGE.map(({ id }) => id)).toEqual(musts());
  });

  it('has each row once, in order', () => {
    const ids = COVERAGE.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].sort());
    expect(ids.length).toBe(47);
  });

  it('names rules that exist, or says why there is none', () => {
    const known = new Set(CATALOGUE.map(({ id }) => id));
    for (const { id, rules, note } of COVERAGE) {
      for (const rule of rules) expect(known, `${id} names ${rule}`).toContain(rule);
      if (rules.length === 0) expect(note?.length, `${id} has neither`).toBeGreaterThan(20);
    }
  });
});
