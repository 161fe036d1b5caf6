import { describe, expect, it } from 'vitest';
import { session, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, withWebIdentity } from '../../scripts/records.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { createToken, unnamedPortalUser } from '../../scripts/sign-in.ts';
import type { Signal } from '../../src/core/finding/finding.ts';
import { DAY, HOUR } from '../../src/core/time/days.ts';
import { causeText, createCauses } from '../../src/scoring/cause.ts';
import { A, call, deniedTake, role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';
import { ofPerson } from '../support/portal-person.ts';

const stage = createStage(1);
const outside: Signal = {
  ruleId: 'workload-credentials-outside',
  family: 'misuse',
  points: 90,
  summary: '',
  evidence: {},
};
const instance = (n: number) =>
  session({
    role: role('web'),
    session: `i-0a1b2c3d4e5f6071${n}`,
    key: `ASIAWEB${n}`,
    issuedAt: stage.at(1, '08:00'),
  });
const abused = (n: number, place: PlaceName, host = 1) =>
  causeText(
    eventOf(
      callerIdentity({ at: stage.at(1, '09:00'), by: instance(n), from: address(place, host), account: A }),
    ),
    [outside],
  );

describe('what makes two alerts one', () => {
  it('a role’s instances, used from one network: one theft, however many instances and addresses', () => {
    expect(abused(2, 'hoster', 9)).toBe(abused(1, 'hoster', 1));
  });

  it('from two networks: two', () => {
    expect(abused(2, 'lagos')).not.toBe(abused(1, 'hoster'));
    expect(abused(1, 'lagos')).not.toBe(abused(1, 'hoster'));
  });

  it('also of a task, of which only the rule knows that it is one', () => {
    const by = session({ role: role('job'), session: 'x', key: 'ASIAJOB1', issuedAt: stage.at(1, '08:00') });
    const at = (place: PlaceName) =>
      callerIdentity({ at: stage.at(1, '09:00'), by, from: address(place, 1), account: A });
    const cause = (place: PlaceName) => causeText(eventOf(at(place)), [outside]);
    expect(cause('lagos')).not.toBe(cause('hoster'));
  });

  it('the users of an app: one door, however many come through it', () => {
    const through = (issuer: string, id: string) => {
      const by = webIdentity(A, issuer, id);
      return causeText(eventOf(withWebIdentity(call(stage, { role: role('app'), by }))), [outside]);
    };
    const cognito = 'cognito-identity.amazonaws.com';
    expect(through(cognito, 'eu-central-1:2')).toBe(through(cognito, 'eu-central-1:1'));
    expect(through('appleid.apple.com', '1')).not.toBe(through(cognito, '1'));
    expect(through('acme.eu.auth0.com', '2')).not.toBe(through('acme.eu.auth0.com', '1'));
  });

  it('refusals are one enumeration, from wherever an instance tries', () => {
    const tried = (name: string, place: PlaceName) =>
      causeText(eventOf(deniedTake(stage, { role: role(name), by: instance(1), place })), [outside]);
    expect(tried('b', 'lagos')).toBe(tried('a', 'hoster'));
  });

  it('a person is one by the id that fetches a token and by the name that uses it, and two are two', () => {
    const signal = { ...outside, ruleId: 'stranger-in-the-seat' };
    const base = { at: stage.at(1, '09:00'), from: address('hoster', 1), account: A };
    const cause = (call: Parameters<typeof eventOf>[0]) => causeText(eventOf(call), [signal]);
    const fetched = cause(createToken({ ...base, by: unnamedPortalUser(A, 'U-alice') }));
    expect(cause(callerIdentity({ ...base, by: ofPerson(stage, 1) }))).toBe(fetched);
    expect(cause(callerIdentity({ ...base, by: ofPerson(stage, 1, 'bob') }))).not.toBe(fetched);
  });

  it('of a person the network says nothing', () => {
    const strange = { ...outside, ruleId: 'stranger-in-the-seat' };
    const took = (place: PlaceName) => causeText(eventOf(take(stage, { role: role('a'), place })), [strange]);
    expect(took('lagos')).toBe(took('hoster'));
  });
});

describe('one alert for one cause', () => {
  it('repeats point to the first, unless they score higher', () => {
    const causes = createCauses();
    expect(causes.repeatOf('c', { id: 'a', time: 0, score: 75, trusted: true })).toBeNull();
    expect(causes.repeatOf('c', { id: 'b', time: HOUR, score: 75, trusted: true })).toBe('a');
    expect(causes.repeatOf('c', { id: 'c', time: 2 * HOUR, score: 90, trusted: true })).toBeNull();
    expect(causes.repeatOf('c', { id: 'd', time: 3 * HOUR, score: 80, trusted: true })).toBe('a');
    expect(causes.repeatOf('other', { id: 'e', time: 3 * HOUR, score: 80, trusted: true })).toBeNull();
  });

  it('what an untrusted source says is counted apart', () => {
    const causes = createCauses();
    const told = (id: string, trusted: boolean) => causes.repeatOf('c', { id, time: 0, score: 75, trusted });
    expect([told('a', false), told('b', true), told('c', false), told('d', true)]).toEqual([
      null,
      null,
      'a',
      'b',
    ]);
  });

  it('alerts again after 24 hours of event time', () => {
    const causes = createCauses();
    causes.repeatOf('c', { id: 'a', time: 0, score: 75, trusted: true });
    expect(causes.repeatOf('c', { id: 'b', time: DAY, score: 75, trusted: true })).toBe('a');
    expect(causes.repeatOf('c', { id: 'c', time: DAY + 1, score: 75, trusted: true })).toBeNull();
  });

  it('does not call a finding a repeat of itself', () => {
    const causes = createCauses();
    causes.repeatOf('c', { id: 'a', time: 0, score: 75, trusted: true });
    expect(causes.repeatOf('c', { id: 'a', time: 0, score: 75, trusted: true })).toBeNull();
  });

  it('says the same in a flood of causes', () => {
    const causes = createCauses();
    const told = (n: number, time: number) =>
      causes.repeatOf(`c${n}`, { id: `${n} ${time}`, time, score: 75, trusted: true });
    for (let n = 0; n < 3_000; n++) expect(told(n, n)).toBeNull();
    for (let n = 0; n < 3_000; n++) expect(told(n, DAY)).toBe(`${n} ${n}`);
    // what is over is forgotten on the way, and what is not stays
    for (let n = 0; n < 1_500; n++) expect(told(n, DAY + 1_500)).toBeNull();
    for (let n = 3_000; n < 9_000; n++) expect(told(n, DAY + 1_500)).toBeNull();
    for (let n = 1_500; n < 3_000; n++) expect(told(n, DAY + 1_500)).toBe(`${n} ${n}`);
  });
});
