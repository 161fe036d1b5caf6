import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/rules/catalogue.ts';
import { replayed } from '../support/replayed.ts';

const asked = (ruleId: string) => CATALOGUE.find(({ id }) => id === ruleId)?.ask;
const scenario = async (name: string) => {
  const config = 'fixtures/scenarios/rolewarden.yaml';
  const { findings } = await replayed([`fixtures/scenarios/${name}/events.jsonl`], config);
  return findings;
};

describe('the question of a finding', () => {
  it('is that of its strongest rule', async () => {
    const alerts = (await scenario('borrowed-name')).filter(({ level }) => level === 'high');
    expect(alerts.length).toBeGreaterThan(0);
    for (const { ask } of alerts) expect(ask).toBe(asked('borrowed-name'));
    const [stolen] = (await scenario('stolen-instance-credentials')).filter(({ cause }) => cause !== null);
    expect(stolen?.ask).toBe(asked('workload-credentials-outside'));
  });

  it('is none where the strongest is about misuse that no answer makes harmless, whatever the next would ask', async () => {
    const leaked = (await scenario('leaked-key-validation')).find(({ cause }) => cause !== null);
    const rules = leaked?.signals.map(({ ruleId }) => ruleId);
    expect(rules).toEqual(expect.arrayContaining(['credential-validation', 'unseen-key-elsewhere']));
    expect(asked('unseen-key-elsewhere')).toBeDefined();
    expect(leaked?.ask).toBeUndefined();
  });

  it('is asked from medium on', async () => {
    const findings = await scenario('on-call-at-night');
    const told = findings.filter(({ score }) => score >= 40);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ ask }) => ask !== undefined)).toBe(true);
    const low = findings.filter(({ score }) => score < 40);
    expect(low.length).toBeGreaterThan(0);
    expect(low.filter(({ ask }) => ask !== undefined)).toEqual([]);
  });
});
