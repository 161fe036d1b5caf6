import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NEWS, OUTCOMES } from '../../src/core/finding/outcomes.ts';
import { MEASURES } from '../../src/core/ports/meter.ts';
import { doneTitle, NOTHING } from '../../src/report/alert-actions.ts';
import { stateOf } from '../../src/report/alert-headline.ts';
import { emfMetrics } from '../../src/run/emf.ts';
import { aFinding } from './a-finding.ts';

const action = { action: 'revoke-session', actionId: null, mode: 'auto', detail: null };
const told = (outcome: string) => ({ ...aFinding(), actions: [{ ...action, outcome }] });
const page = (name: string) => readFileSync(`docs/${name}.md`, 'utf8');
const pascal = (outcome: string) =>
  outcome.replaceAll(/(?:^|-)([a-z])/g, (_, first: string) => first.toUpperCase());

describe.each(OUTCOMES)('the outcome %s', (outcome) => {
  it('is a value of the metric, in Prometheus and in CloudWatch, and in their tables', () => {
    expect(MEASURES.actions.label?.values).toContain(outcome);
    expect(emfMetrics().map(({ name }) => name)).toContain(`Actions${pascal(outcome)}`);
    expect(/^\| `rolewarden_actions_total` .*$/m.exec(page('consumer'))?.[0]).toContain(outcome);
    expect(page('lambda')).toContain(`\`Actions${pascal(outcome)}\``);
  });

  it('has a line on the page about acting', () => {
    expect(page('acting')).toMatch(new RegExp(`^\\| (\`[\\w-]+\`, )*\`${outcome}\`[ ,]`, 'm'));
  });
});

describe.each(NEWS)('the news %s', (outcome) => {
  it('is named in the subject of its alert, and has a title', () => {
    expect(stateOf(told(outcome))).not.toBe('');
    expect(doneTitle(told(outcome))).not.toBe(NOTHING);
  });
});
