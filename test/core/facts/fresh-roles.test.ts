import { describe, expect, it } from 'vitest';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { freshRoles, freshRolesHere } from '../../../src/core/facts/fresh-roles.ts';
import { takerOf } from '../../../src/core/history/grant-key.ts';
import { emptyView } from '../../../src/core/history/view.ts';
import { marksOf } from '../../../src/core/learning/marks-of.ts';
import { MINUTE } from '../../../src/core/time/days.ts';
import { role, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';
import { sessionOf } from '../../support/watched.ts';

const stage = createStage(1);
/** A role of an account, taken by session `s` at host `h`. */
const taken = (account: number, s: number, h: number) =>
  eventOf(
    take(stage, {
      role: role('audit', `22222222222${account}`),
      time: `09:00:1${account}`,
      ...{ by: sessionOf('Shared', `ASIASHARED${s}EXAMPLE`), place: 'awsFrankfurt', host: h },
    }),
  );
type Taken = ReturnType<typeof taken>;

const marked = (events: readonly Taken[]) => events.flatMap(marksOf).filter(({ tag }) => tag === 'issue');
/** Accounts that count for the last of the events, by their last digit; three are enough. */
const counts = (events: readonly Taken[], marks = marked(events)) => {
  const last = events.at(-1) ?? taken(0, 0, 0);
  const facts = { actor: emptyView('history'), marks: () => marks };
  const asked = { windowMs: MINUTE, of: (value: string) => value.slice(11, 12), enough: 3 };
  const { all, own } = freshRoles(last, facts, asked);
  return { own: [...own].sort().join(''), all: [...all].sort().join('') };
};

describe('fresh roles', () => {
  it('are those of the same session or the same address, and of what these share with others', () => {
    const chained = [taken(1, 1, 1), taken(2, 1, 2), taken(3, 2, 2), taken(4, 2, 3), taken(5, 3, 3)];
    expect(counts(chained)).toEqual({ own: '12345', all: '12345' });
    expect(counts([...chained].reverse())).toEqual({ own: '12345', all: '12345' });
  });

  it('are not those of another machine that took enough by itself', () => {
    const other = [taken(1, 1, 1), taken(2, 1, 1), taken(3, 1, 1)];
    expect(counts([...other, taken(4, 2, 2)])).toEqual({ own: '4', all: '1234' });
  });

  it('are those of others that each took less', () => {
    expect(counts([taken(1, 1, 1), taken(2, 1, 1), taken(3, 2, 2), taken(4, 3, 3)]).own).toBe('1234');
  });

  it('are for everybody those whose marks were written before they said who took the role', () => {
    const [own, ...others] = [taken(4, 2, 2), taken(1, 1, 1), taken(2, 1, 1), taken(3, 1, 1)];
    const old = marked(others).map((mark) => ({ ...mark, key: mark.key.split('|')[0] ?? '' }));
    expect(counts([own], [...old, ...marked([own])]).own).toBe('1234');
  });

  it('are all of those of an actor whose sessions are one person’s', () => {
    const mine = (account: number, host: number) =>
      eventOf(take(stage, { role: role('audit', `22222222222${account}`), host, time: `09:00:1${account}` }));
    expect(counts([1, 2, 3, 4].map((n) => mine(n, n === 4 ? 9 : 2))).own).toBe('1234');
  });
});

describe('fresh roles at the call’s own address', () => {
  const here = (events: readonly Taken[]) => {
    const last = events.at(-1) ?? taken(0, 0, 0);
    const facts = { actor: emptyView('history'), marks: () => marked(events) };
    const looked = { windowMs: MINUTE, of: (value: string) => value.slice(11, 12) };
    return [...freshRolesHere(last, facts, looked)].sort().join('');
  };

  it('are those of every session there, and of no other address', () => {
    expect(here([taken(1, 1, 1), taken(2, 2, 2), taken(3, 1, 2), taken(4, 3, 2)])).toBe('234');
  });

  it('are a person’s, too: their marks say the address', () => {
    const mine = (account: number, host: number) =>
      eventOf(take(stage, { role: role('audit', `22222222222${account}`), host, time: `09:00:1${account}` }));
    expect(here([mine(1, 2), mine(2, 9), mine(3, 9)])).toBe('23');
  });
});

describe('the key of a grant’s mark', () => {
  it('is the event’s id and who took the role, whatever the id is', () => {
    const event = { ...taken(1, 1, 1), id: 'an|odd|id|' };
    const [{ key } = { key: '' }] = marked([event]);
    expect(key.startsWith(event.id)).toBe(true);
    expect(takerOf(key)).toEqual({ session: 'ASIASHARED1EXAMPLE', address: '198.51.100.65' });
  });

  it.each(['', '|', 'id', 'id|'])('%j says nothing of a taker', (key) => {
    expect(takerOf(key)).toEqual({ session: '', address: '' });
  });
});
