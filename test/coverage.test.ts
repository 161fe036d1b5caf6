import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COVERAGE } from '../scripts/coverage.ts';
import { CATALOGUE } from '../src/rules/catalogue.ts';

/** Rows of the survey whose last column, the priority, is 1. */
const musts = readFileSync('../shared/detections.md', 'utf8')
  .split('\n')
  .flatMap((line) => /^\| (D\d{2}) \|.*\| 1 \|$/.exec(line)?.[1] ?? []);

describe('coverage of the peers’ detections', () => {
  it('has every row that is a must, once', () => {
    expect(musts.length).toBeGreaterThan(40);
    expect(COVERAGE.map(({ id }) => id)).toEqual(musts);
  });

  it('names rules that exist, or says why there is none', () => {
    const known = new Set(CATALOGUE.map(({ id }) => id));
    for (const { id, rules, note } of COVERAGE) {
      for (const rule of rules) expect(known, `${id} names ${rule}`).toContain(rule);
      if (rules.length === 0) expect(note?.length, `${id} has neither`).toBeGreaterThan(20);
    }
  });
});
