import { afterAll, describe, expect, it } from 'vitest';
import { at, listOf, ofType, resourcesOf, textOf } from '../../deploy/cdk/checks/template.ts';
import { metricMath, type Values } from './metric-math.ts';
import { movedTo, settingsWith, templatesOf, workshop } from './support.ts';

const shop = workshop();
afterAll(shop.close);

const hub = templatesOf(movedTo(shop.folder, settingsWith({})), shop)['rolewarden-hub'];
const alarms = ofType(resourcesOf(hub), 'AWS::CloudWatch::Alarm');

/** Whether an alarm with an expression fires in a period with these values; what is left out was not measured. */
function fires(name: string, values: Values): boolean {
  const alarm = alarms.find(({ properties }) => at(properties, 'AlarmName') === `rolewarden-${name}`);
  const metrics = listOf(at(alarm?.properties, 'Metrics'));
  const [asked] = metrics.filter((one) => at(one, 'ReturnData') !== false);
  const ids = metrics.filter((one) => one !== asked).map((one) => textOf(at(one, 'Id')));
  expect(Object.keys(values).filter((id) => !ids.includes(id))).toEqual([]);
  const missing = Object.fromEntries(ids.map((id) => [id, undefined]));
  const value = metricMath(textOf(at(asked, 'Expression')), { ...missing, ...values });
  expect(at(alarm?.properties, 'ComparisonOperator')).toBe('GreaterThanOrEqualToThreshold');
  if (value === undefined) return at(alarm?.properties, 'TreatMissingData') === 'breaching';
  return value >= Number(at(alarm?.properties, 'Threshold'));
}

describe('the alarm for alerts that nobody hears', () => {
  it.each<readonly [string, Values]>([
    ['nothing was sent', {}],
    ['all were delivered', { sent: 3, delivered: 3 }],
    ['all were delivered to two subscriptions', { sent: 3, delivered: 6, failed: 0 }],
    ['all were kept back by a filter', { sent: 3, filtered: 3 }],
    ['some were kept back, the others delivered', { sent: 3, delivered: 1, filtered: 2 }],
    ['one of before was delivered now', { delivered: 1 }],
  ])('is silent where %s', (_, values) => {
    expect(fires('alerts-unheard', values)).toBe(false);
  });

  it.each<readonly [string, Values]>([
    ['there is no subscription', { sent: 1 }],
    ['SNS switched the only one off amid a flood', { sent: 400, delivered: 9 }],
    ['a delivery failed', { sent: 2, delivered: 1, failed: 1 }],
    ['a delivery to one of two subscriptions failed', { sent: 2, delivered: 3, failed: 1 }],
    ['only failures are left of what was sent before', { failed: 1 }],
  ])('fires where %s', (_, values) => {
    expect(fires('alerts-unheard', values)).toBe(true);
  });
});

describe.each([
  ['redis-memory', 75],
  ['redis-cpu', 80],
])('the alarm %s', (name, from) => {
  it('looks at the worse of the two nodes, whichever it is, and if one of them is gone', () => {
    expect(fires(name, { a: from, b: 1 })).toBe(true);
    expect(fires(name, { a: 1, b: from })).toBe(true);
    expect(fires(name, { b: from })).toBe(true);
    expect(fires(name, { a: from - 1, b: from - 1 })).toBe(false);
  });
});
