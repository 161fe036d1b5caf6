import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { both, MEASURES } from '../../src/core/ports/meter.ts';
import { writeMinutely } from '../../src/run/consume/minutely.ts';
import { createPrometheus } from '../../src/run/consume/prometheus.ts';
import { createEmf, emfMetrics } from '../../src/run/emf.ts';
import { createLog } from '../../src/run/log.ts';

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

  it('know the extreme of any number of values, about their middle, and that a container does not start cold', () => {
    const { meter, publish } = createEmf('container');
    publish();
    expect(lines).toEqual([]);
    for (let value = 0; value < 100_000; value++) meter.observe('lag', (value * 7_919) % 100_000);
    publish();
    expect(last().LagMax).toBe(99_999);
    expect(Math.abs(last().LagMedian - 50_000)).toBeLessThan(1_000);
    expect(last()).not.toHaveProperty('ColdStarts');
  });
});

describe('a process that stays', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes what changed each minute, and what is left at the end', () => {
    const { close, meter } = writeMinutely(createLog('silent'));
    meter.add('events', 3);
    meter.set('in_flight', 2);
    vi.advanceTimersByTime(59_000);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(last()).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Namespace: 'Rolewarden' }] },
      Events: 3,
      InFlight: 2,
    });
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
    meter.add('findings', 1, 'critical');
    close();
    expect(last()).toMatchObject({ FindingsCritical: 1 });
    meter.add('events', 1);
    vi.advanceTimersByTime(120_000);
    expect(lines).toHaveLength(2);
  });

  it('tells Prometheus the same', () => {
    const [prometheus, { close, meter }] = [createPrometheus(), writeMinutely(createLog('silent'))];
    const { add, observe, set } = both(prometheus.meter, meter);
    add('owed', 2);
    add('findings', 1, 'high');
    set('store_lost', 1);
    observe('batch_duration', 0.5);
    close();
    expect(last()).toMatchObject({ Owed: 2, FindingsHigh: 1, StoreLost: 1, BatchDurationMax: 0.5 });
    expect([
      prometheus.read('owed'),
      prometheus.read('findings', 'high'),
      prometheus.read('store_lost'),
    ]).toEqual([2, 1, 1]);
  });
});
