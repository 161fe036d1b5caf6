import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { session } from '../../../scripts/callers.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { type HabitMap, remember, type Sighting } from '../../../src/core/history/habit.ts';
import { viewOf } from '../../../src/core/history/live-view.ts';
import { acceptedSightings } from '../../../src/core/learning/accept.ts';
import { sightingsOf } from '../../../src/core/learning/sighting.ts';
import { dayOf } from '../../../src/core/time/days.ts';
import { A, role, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';
import { watched } from '../../support/watched.ts';

const stage = createStage(1);
const NO_CHAIN = { sessions: [], partial: false };
const on = (day: number, place: 'berlinHome' | 'lagos') =>
  eventOf(take(stage, { day, role: role('reader'), place }));
const quiet = Array.from({ length: 20 }, (_, day) =>
  sightingsOf(on(day, 'berlinHome'), 'full', NO_CHAIN),
).flat();
const odd = on(20, 'lagos');
const OWNER = `a:user:arn:aws:iam::${A}:user/dave`;
const historyOf = (sightings: readonly Sighting[]) =>
  sightings.filter(({ owner }) => owner === OWNER).reduce<HabitMap>(remember, new Map());

describe('accepting a finding', () => {
  it('makes its values known from the next day on, and not before', () => {
    const habits = historyOf([...quiet, ...acceptedSightings(odd)]);
    const at = (after: number) => viewOf(habits, dayOf(odd.time) + after).novelty('country', 'NG');
    expect(viewOf(historyOf(quiet), dayOf(odd.time) + 1).novelty('country', 'NG')).toBe('new');
    expect([at(0), at(1)]).toEqual(['emerging', 'known']);
  });

  it('covers nobody who was not covered', () => {
    const view = viewOf(historyOf(acceptedSightings(odd)), dayOf(odd.time) + 1);
    expect([view.days, view.covered]).toEqual([1, false]);
  });

  it('teaches the actor and the role, never the organisation', () => {
    const owners = new Set(acceptedSightings(odd).map(({ owner }) => owner));
    expect([...owners].sort()).toEqual([OWNER, `r:${A}/reader`]);
  });

  it('of what a session was used for, covers nobody either', () => {
    const call = eventOf(watched(stage, 'cloudtrail:StopLogging', {}), { watch: true, separate: false });
    const taught = acceptedSightings(call).map(({ dimension, value, days }) => [
      dimension,
      value,
      days.length,
    ]);
    expect(taught).toEqual([
      ['tactic', '*', 1],
      ['tactic', 'defense evasion', 3],
    ]);
  });

  it('says nothing of the chain behind a session', () => {
    const by = session({ role: role('x'), session: 's', key: 'ASIAEXAMPLE', issuedAt: stage.at(1, '09:00') });
    const dimensions = acceptedSightings(eventOf(take(stage, { role: role('reader'), by }))).map(
      ({ dimension }) => dimension,
    );
    expect(dimensions).toContain('caller');
    expect(dimensions.filter((dimension) => dimension === 'depth' || dimension === 'root')).toEqual([]);
  });

  it('gives the same history in any order, once or twice', () => {
    const all = [...quiet, ...acceptedSightings(odd)];
    const once = JSON.stringify(sorted(historyOf(all)));
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(JSON.stringify(sorted(historyOf([...shuffled, ...acceptedSightings(odd)])))).toBe(once);
      }),
    );
  });
});

const sorted = (habits: HabitMap) =>
  [...habits]
    .map(([dimension, values]) => [dimension, [...values].sort()] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
