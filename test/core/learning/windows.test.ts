import { describe, expect, it } from 'vitest';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import type { Mark } from '../../../src/core/history/mark.ts';
import { marksOf } from '../../../src/core/learning/marks-of.ts';
import { windowsIn } from '../../../src/core/learning/windows.ts';
import { MINUTE } from '../../../src/core/time/days.ts';
import { A, role, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';
import { sessionOf } from '../../support/watched.ts';

const stage = createStage(1);
const OWNER = `user:arn:aws:iam::${A}:user/dave`;
const at = (time: string) => eventOf(take(stage, { role: role('reader'), time }));
const [first, second, third] = [at('09:00'), at('09:10'), at('09:20')];
const mark = (key: string, time: number, value = key): Mark => ({
  ...{ tag: 'issue', owner: OWNER, key, time, value },
});
const own = [first, second, third].map(({ id, time }) => mark(id, time));
/** The keys of the marks that an event of a group sees within ten minutes. */
const seen = (group: readonly (typeof first)[], event: typeof first, marks: readonly Mark[]) =>
  windowsIn(group, new Map([[OWNER, new Map([['issue', marks]])]]))(event, 'issue', 10 * MINUTE, 'actor').map(
    ({ key }) => key,
  );

describe('the window of an event', () => {
  it('has the marks of its group up to itself, as far back as it reaches', () => {
    const group = [first, second, third];
    expect(seen(group, first, own)).toEqual([first.id]);
    expect(seen(group, second, own)).toEqual([first.id, second.id]);
    expect(seen(group, third, own)).toEqual([second.id, third.id]);
  });

  it('has none of what was judged before it and happened later, nor the other way round', () => {
    expect(seen([second, first], first, own.slice(0, 2))).toEqual([first.id]);
    expect(seen([second, first], second, own.slice(0, 2))).toEqual([second.id]);
  });

  it('has the marks of other batches on both sides, up to its ends', () => {
    const around = [-10 * MINUTE - 1, -10 * MINUTE, 10 * MINUTE, 10 * MINUTE + 1];
    const marks = around.map((away) => mark(String(away), second.time + away));
    expect(seen([second], second, marks)).toEqual(around.slice(1, 3).map(String));
  });

  it('has of a role’s session no grant that comes after it in its group', () => {
    const by = sessionOf('Sync');
    const grant = (time: string) => eventOf(take(stage, { role: role('reader'), time, by }));
    const group = [grant('09:00'), grant('09:01')];
    const marks = group.flatMap(marksOf).filter(({ tag }) => tag === 'issue');
    const [early] = group;
    const look = windowsIn(group, new Map([[early?.actor.key ?? '', new Map([['issue', marks]])]]));
    expect(early && look(early, 'issue', 10 * MINUTE, 'actor')).toEqual(marks.slice(0, 1));
  });

  it('has of one value no more marks than stay', () => {
    const marks = Array.from({ length: 70 }, (_, n) => mark(`k${n}`, second.time - 70 + n, 'same'));
    expect(seen([second], second, marks)).toHaveLength(64);
  });
});
