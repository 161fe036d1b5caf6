import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { FINDING_SCHEMA } from '../src/report/schema.ts';
import { replayed } from './support/replayed.ts';

const FOLDER = 'fixtures/scenarios';
const stories = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());

interface Expected {
  readonly alerts: { readonly atLeast: number; readonly atMost: number };
  readonly found: readonly {
    readonly time: string;
    readonly eventName: string;
    readonly atLeast: number;
    readonly rules: readonly string[];
  }[];
}

const valid = new Ajv.default({ strict: false, validateFormats: false }).compile(FINDING_SCHEMA);

describe.each(stories.map(({ name }) => name))('the story %s', (name) => {
  const home = `${FOLDER}/${name}`;
  const own = `${home}/rolewarden.yaml`;
  const run = replayed([`${home}/events.jsonl`], existsSync(own) ? own : `${FOLDER}/rolewarden.yaml`);
  const expected: Expected = JSON.parse(readFileSync(`${home}/expected.json`, 'utf8'));

  it('finds what it must find, with the rules that must see it', async () => {
    const { findings } = await run;
    // a story of an ordinary day may find nothing
    if (expected.alerts.atLeast > 0) expect(expected.found).not.toEqual([]);
    for (const { time, eventName, atLeast, rules } of expected.found) {
      const found = findings.find(
        (finding) => finding.time.replace('.000Z', 'Z') === time && finding.event.eventName === eventName,
      );
      const ids = found?.signals.map(({ ruleId }) => ruleId) ?? [];
      expect(ids, `${time} ${eventName}`).toEqual(expect.arrayContaining([...rules]));
      expect(found?.score, `${time} ${eventName}`).toBeGreaterThanOrEqual(atLeast);
    }
  });

  it('alerts as often as it should', async () => {
    const { summary, findings } = await run;
    const alerts = findings
      .filter(({ score }) => score >= 70)
      .map(({ time, score, summary: words }) => `${time} ${score} ${words}`);
    expect(summary.alerts, alerts.join('\n')).toBeGreaterThanOrEqual(expected.alerts.atLeast);
    expect(summary.alerts, alerts.join('\n')).toBeLessThanOrEqual(expected.alerts.atMost);
  });

  it('is quiet before the story begins', async () => {
    const { findings } = await run;
    const begins = Math.min(...expected.found.map(({ time }) => Date.parse(time)));
    const early = findings.filter(({ time, score, signals }) => {
      const enumeration = signals.some(({ ruleId }) => ruleId === 'role-enumeration');
      return Date.parse(time) < begins && score >= 70 && !enumeration;
    });
    expect(early.map(({ time, summary }) => `${time} ${summary}`)).toEqual([]);
  });

  it('gives findings of the published schema', async () => {
    const { findings } = await run;
    for (const finding of findings) expect(valid(finding), JSON.stringify(valid.errors)).toBe(true);
  });
});
