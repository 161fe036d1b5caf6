import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { callerIdentity } from '../../../scripts/records.ts';
import type { StsEvent } from '../../../src/core/event/event.ts';
import { inOrder } from '../../../src/core/event/order.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';
import { NOWHERE } from '../../support/nowhere.ts';

const NINE = Date.UTC(2026, 2, 2, 9);
const base = normalise(
  callerIdentity({
    at: '2026-03-02T09:00:00Z',
    by: user('111122223333', 'dave'),
    from: '192.0.2.1',
    account: '111122223333',
  }),
  NOWHERE,
);

/** An event of an id that uses one key and issues another. */
function event(id: string, uses: string | undefined, issues: string | undefined, time = NINE): StsEvent {
  if (base.kind !== 'event') throw new Error(base.kind);
  return {
    ...base.event,
    id,
    eventId: id,
    time,
    actor: { ...base.event.actor, accessKeyId: uses },
    grant:
      issues === undefined
        ? undefined
        : { accessKeyId: issues, assumedRoleId: undefined, expiresAt: undefined },
  };
}
const ids = (events: readonly StsEvent[]) => inOrder(events).map(({ id }) => id);

describe('the order of judging', () => {
  it('is that of time, then of the ids', () => {
    const [early, late] = [event('z', undefined, undefined, NINE - 1), event('a', undefined, undefined)];
    expect(ids([late, early, event('0', undefined, undefined)])).toEqual(['z', '0', 'a']);
    const copies = ['b', 'a'].map((eventId) => ({ ...event('same', undefined, undefined), eventId }));
    expect(inOrder(copies).map(({ eventId }) => eventId)).toEqual(['a', 'b']);
  });

  it('takes any number of events of one second', () => {
    const many = Array.from({ length: 200_000 }, (_, n) => event(`${n}`, undefined, undefined));
    expect(inOrder(many)).toHaveLength(200_000);
  });

  it('puts the use of a key after its issue inside one second, along a chain, whatever the ids', () => {
    const chain = [event('c', 'K0', 'K1'), event('b', 'K1', 'K2'), event('a', 'K2', undefined)];
    fc.assert(
      fc.property(fc.shuffledSubarray(chain, { minLength: 3 }), (shuffled) => {
        expect(ids(shuffled)).toEqual(['c', 'b', 'a']);
      }),
    );
  });

  it('holds milliseconds of one second for the same instant, and the next second for a later one', () => {
    expect(ids([event('use', 'K1', undefined, NINE), event('issue', 'K0', 'K1', NINE + 999)])).toEqual([
      'issue',
      'use',
    ]);
    expect(ids([event('use', 'K1', undefined, NINE), event('issue', 'K0', 'K1', NINE + 1_000)])).toEqual([
      'use',
      'issue',
    ]);
  });

  it('leaves events in place that all use and issue one constant, as anonymised recordings do', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => event(id, 'K', 'K'));
    expect(ids([...all].reverse())).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is the same for any order of the input, whoever issues whose keys, and loses nothing', () => {
    const key = fc.option(fc.constantFrom('K0', 'K1', 'K2', 'K3'), { nil: undefined });
    const made = fc
      .array(fc.tuple(key, key, fc.integer({ min: 0, max: 2_500 })), { maxLength: 12 })
      .map((all) => all.map(([uses, issues, late], at) => event(`e${at}`, uses, issues, NINE + late)));
    const pairs = made.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(pairs, ([all, shuffled]) => {
        expect(ids(shuffled)).toEqual(ids(all));
        expect([...ids(all)].sort()).toEqual(all.map(({ id }) => id).sort());
      }),
      { numRuns: 1_000 },
    );
  });

  it('takes a chain of 50,000 inside one second without running out of stack', () => {
    const chain = Array.from({ length: 50_000 }, (_, at) =>
      event(String(at).padStart(6, '0'), `K${at + 1}`, `K${at}`),
    );
    expect(ids(chain)[0]).toBe('049999');
  });
});
