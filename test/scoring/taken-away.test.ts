import { describe, expect, it } from 'vitest';
import { createStage } from '../../scripts/scenarios/stage.ts';
import type { Family, Signal } from '../../src/core/finding/finding.ts';
import { applyContext, type Suppression } from '../../src/scoring/context.ts';
import { role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const event = eventOf(take(createStage(1), { role: role('a') }));
const signal = (ruleId: string, family: Family, points: number): Signal => ({
  ruleId,
  family,
  points,
  summary: '',
  evidence: {},
});
const noise = (rules: readonly string[], how: Partial<Suppression> = {}): Suppression => ({
  kind: 'suppression',
  id: 'noise',
  reason: 'known',
  from: event.time - 1,
  until: event.time + 1,
  rules: new Set(rules),
  matches: () => true,
  ...how,
});
const left = (signals: readonly Signal[], ...suppressions: readonly Suppression[]) =>
  applyContext(event, signals, new Set(), suppressions).counted.map(({ ruleId }) => ruleId);

describe('what context never touches', () => {
  it('a misuse signal of 60 points or more', () => {
    const signals = [signal('strong', 'misuse', 60), signal('weak', 'misuse', 59)];
    expect(left(signals, noise([]))).toEqual(['strong']);
    expect(left(signals, noise(['strong', 'weak']))).toEqual(['strong']);
  });

  it('which holds for misuse alone: as many points of another family are taken', () => {
    expect(left([signal('elsewhere', 'reputation', 60)], noise([]))).toEqual([]);
  });

  it('rules that a suppression does not name', () => {
    const signals = [signal('new-country', 'behaviour', 10), signal('off-hours', 'timing', 10)];
    expect(left(signals, noise(['off-hours']))).toEqual(['new-country']);
    expect(left(signals, noise([]))).toEqual([]);
  });

  it('a suppression of another event', () => {
    expect(left([signal('off-hours', 'timing', 10)], noise([], { matches: () => false }))).toEqual([
      'off-hours',
    ]);
  });

  it('says nothing of what had nothing to take, shadow or suppression, running or expired', () => {
    const signals = [signal('strong', 'misuse', 60)];
    const over = noise([], { until: event.time });
    const { context } = applyContext(event, signals, new Set(['off-hours']), [noise([]), over]);
    expect(context).toEqual([]);
  });
});
