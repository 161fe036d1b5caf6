import { describe, expect, it } from 'vitest';
import { createOutage } from '../../src/line/outage.ts';

const loss = (from: number, to: number, degraded = 0, unlearned = 0) => ({ from, to, degraded, unlearned });

describe('an outage', () => {
  it('is said once when it begins, and once with what it cost when it is over', () => {
    const outage = createOutage();
    expect(outage.worked('recall')).toBeUndefined();
    expect(outage.failed('recall', 'refused', loss(50, 60, 5, 9))).toEqual({
      kind: 'lost',
      step: 'recall',
      reason: 'refused',
    });
    expect(outage.failed('recall', 'timed out', loss(20, 30, 2, 1))).toBeUndefined();
    expect(outage.worked('recall')).toEqual({ kind: 'back', ...loss(20, 60, 7, 10) });
    expect(outage.worked('recall')).toBeUndefined();
  });

  it('is over when every step that failed has worked again', () => {
    const outage = createOutage();
    outage.failed('marks', 'full', loss(1, 2, 3));
    expect(outage.failed('learn', 'full', loss(1, 2, 0, 4))).toBeUndefined();
    expect(outage.worked('recall')).toBeUndefined();
    expect(outage.worked('marks')).toBeUndefined();
    expect(outage.worked('learn')).toEqual({ kind: 'back', ...loss(1, 2, 3, 4) });
  });

  it('is said again when it begins again, and counts anew', () => {
    const outage = createOutage();
    outage.failed('learn', 'a', loss(1, 1, 0, 1));
    outage.worked('learn');
    expect(outage.failed('learn', 'b', loss(7, 8, 0, 2))).toMatchObject({ kind: 'lost', reason: 'b' });
    expect(outage.end()).toEqual({ kind: 'ending', ...loss(7, 8, 0, 2) });
    expect(outage.end()).toBeUndefined();
  });
});
