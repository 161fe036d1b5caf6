import { describe, expect, it } from 'vitest';
import { assumeRole } from '../../../scripts/records.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import type { StsEvent } from '../../../src/core/event/event.ts';
import { lineageOf, parentOf, rootOf, sessionOf } from '../../../src/core/history/lineage.ts';
import type { IssuedSession } from '../../../src/core/history/session.ts';
import { NO_BIRTH } from '../../../src/scoring/birth.ts';
import { call, dave, next, role } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';

const stage = createStage(1);

/** So many roles, each taken with the session before it, a minute apart. */
function chainOf(length: number): readonly StsEvent[] {
  let by = dave;
  return Array.from({ length }, (_, at) => {
    const made = call(stage, { by, role: role(`r${at}`), time: `09:${String(at).padStart(2, '0')}` });
    by = next(made);
    return eventOf(assumeRole(made));
  });
}

/** Judges events one after the other, as far as lineage goes. `change`: what the store has of a session. */
function told(events: readonly StsEvent[], change = (session: IssuedSession): IssuedSession => session) {
  const known = new Map<string, IssuedSession>();
  return events.map((event) => {
    const lineage = lineageOf(event, (name) => known.get(name));
    const session = sessionOf(event, NO_BIRTH, lineage);
    if (session !== undefined) known.set(session.accessKeyId, change(session));
    return { event, lineage, session, names: lineage.sessions.map((one) => one.role?.name) };
  });
}

describe('the chain of grants behind a call', () => {
  it('leads from the first actor on', () => {
    const [first, second, third] = told(chainOf(3));
    expect(first?.lineage).toEqual({ sessions: [], partial: false });
    expect(second).toMatchObject({ names: ['r0'], lineage: { partial: false } });
    expect(third).toMatchObject({ names: ['r0', 'r1'], lineage: { partial: false } });
    expect(third && rootOf(third.event, third.lineage)).toBe(first?.event.actor.key);
    expect(first && rootOf(first.event, first.lineage)).toBe(first?.event.actor.key);
  });

  it('has eight sessions at most, and says that there are more', () => {
    const all = told(chainOf(11));
    expect(all[8]).toMatchObject({ lineage: { partial: false } });
    expect(all[8]?.names).toEqual(['r0', 'r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']);
    expect(all[9]).toMatchObject({ lineage: { partial: true } });
    expect(all[9]?.names).toEqual(['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8']);
    expect(all[10]?.names).toHaveLength(8);
    expect(all[9] && rootOf(all[9].event, all[9].lineage)).toBeUndefined();
  });

  it.each<[string, (session: IssuedSession, event: StsEvent) => Partial<IssuedSession>]>([
    ['is ambiguous', () => ({ ambiguous: true })],
    ['was issued after the call', (_, event) => ({ time: event.time + 60_001 })],
  ])('stops at a session that %s', (_, change) => {
    const [first, second] = chainOf(2);
    if (first === undefined || second === undefined) throw new Error('no chain');
    const [, one] = told([first, second], (session) => ({ ...session, ...change(session, first) }));
    expect(one?.lineage).toEqual({ sessions: [], partial: true });
  });

  it('is known to begin before what was seen, if the issue of the calling session was not', () => {
    const [, second] = chainOf(2);
    const [alone] = told(second === undefined ? [] : [second]);
    expect(alone?.lineage).toEqual({ sessions: [], partial: true });
    expect(alone?.session).toMatchObject({ ancestors: [], partial: true });
  });

  it('is a ring to nobody: a key that would be its own ancestor has none', () => {
    const events = chainOf(3);
    const [, , last] = events;
    const key = events[0]?.grant?.accessKeyId;
    if (last?.grant === undefined || key === undefined) throw new Error('no chain');
    const [, , one] = told([...events.slice(0, 2), { ...last, grant: { ...last.grant, accessKeyId: key } }]);
    expect(one?.names).toEqual(['r0', 'r1']);
    expect(one?.session).toMatchObject({ ancestors: [], partial: true });
  });
});

describe('the session that made a call', () => {
  it('is the last one of its chain, unless the chain is another’s', () => {
    const all = told(chainOf(3));
    const [first, second, third] = all;
    if (first === undefined || second === undefined || third === undefined) throw new Error('no chain');
    expect(parentOf(third.event, third.lineage)?.role?.name).toBe('r1');
    expect(parentOf(first.event, first.lineage)).toBeUndefined();
    expect(parentOf(third.event, second.lineage)).toBeUndefined();
  });
});
