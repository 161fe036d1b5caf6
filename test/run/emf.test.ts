import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MEASURES } from '../../src/core/meter.ts';
import { createEmf, emfMetrics } from '../../src/run/emf.ts';

let lines: string[] = [];
beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
});
afterEach(() => void vi.restoreAllMocks());

const last = () => JSON.parse(lines.at(-1) ?? '{}');

describe('metrics for CloudWatch', () => {
  it('have a name of their own for every measure and every value of its label', () => {
    const names = emfMetrics().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'FindingsCritical',
        'DeliveriesAgain',
        'ActionsWouldApply',
        'StoreErrorsLearn',
        'LagMax',
        'ColdStarts',
        'InFlightBytes',
      ]),
    );
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
    // one line holds a hundred
    expect(names.length).toBeLessThan(100);
    expect(Object.keys(MEASURES).length).toBeLessThan(names.length);
  });

  it('are one line for an invocation: what changed, and nothing if nothing did', () => {
    const { meter, publish } = createEmf();
    meter.add('findings', 2, 'critical');
    meter.add('findings', 1, 'critical');
    meter.add('owed', 0);
    meter.set('store_lost', 1);
    meter.set('store_lost', 0);
    for (let value = 0; value < 5_000; value++) meter.observe('lag', value);
    publish();
    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({
      service: 'rolewarden',
      ColdStarts: 1,
      FindingsCritical: 3,
      StoreLost: 0,
      LagMax: 4_999,
      LagMedian: 2_499,
    });
    expect(last()).not.toHaveProperty('Owed');
    expect(last()._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Rolewarden',
        Dimensions: [['service']],
        Metrics: expect.arrayContaining([{ Name: 'LagMax', Unit: 'Seconds' }]),
      },
    ]);
    publish();
    expect(lines).toHaveLength(1);
    meter.add('events', 7);
    publish();
    expect(last()).toMatchObject({ Events: 7 });
    expect(last()).not.toHaveProperty('ColdStarts');
  });

  it('take no name and no number that is not of the table', () => {
    const { meter, publish } = createEmf();
    publish();
    meter.add('findings', 1, 'no-such-level');
    meter.add('events', Number.NaN);
    meter.set('last_event', Number.POSITIVE_INFINITY);
    meter.observe('lag', Number.NaN);
    publish();
    expect(lines).toHaveLength(1);
  });
});
