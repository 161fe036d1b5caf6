import { describe, expect, it } from 'vitest';
import { service, session, user } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { consoleLogin, deniedRole } from '../../../scripts/records.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { portalSignIn, unnamedPortalUser, vouchedSignIn } from '../../../scripts/sign-in.ts';
import { parsePlace } from '../../../src/core/history/marked-place.ts';
import { holdersOf } from '../../../src/core/learning/mark-owner.ts';
import { marksOf } from '../../../src/core/learning/marks-of.ts';
import { A, call, role, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';

const stage = createStage(1);
const READER = role('reader');
const DAVE = `user:arn:aws:iam::${A}:user/dave`;
const issued = { role: READER, session: 's', key: 'ASIAEXAMPLE', issuedAt: stage.at(1, '09:00') };
const short = (record: Parameters<typeof eventOf>[0], watch = false) =>
  marksOf(eventOf(record, { watch, separate: false })).map(({ tag, owner, value }) => [tag, owner, value]);

describe('the marks that an event leaves', () => {
  it('a grant: where the actor was, and what was issued', () => {
    expect(short(take(stage, { role: READER }))).toEqual([
      ['place', DAVE, 'DE|||access|AS64497'],
      ['issue', DAVE, `AssumeRole|${A}/reader`],
      ['seat', `seat:${A}/reader/work`, expect.stringMatching(/^ASIA/)],
    ]);
  });

  it('a sign-in by id: the name that the identity provider vouched for, and none that was only typed', () => {
    const by = unnamedPortalUser(A, 'U-1');
    const signIn = { at: stage.at(1, '08:00'), by, from: address('berlinHome'), account: A };
    const name = ['name', 'person:u-1', 'bob@example.com'];
    expect(short(vouchedSignIn(signIn, 'bob@example.com'))).toContainEqual(name);
    expect(short(portalSignIn('UserAuthentication', signIn)).map(([tag]) => tag)).not.toContain('name');
    expect(short(vouchedSignIn(signIn, 'bob@example.com', false)).map(([tag]) => tag)).not.toContain('name');
  });

  it('a refusal: the role’s name alone, so that one name in many accounts is one, and its account apart', () => {
    expect(short(deniedRole(call(stage, { role: READER })))).toEqual([
      ['denied', DAVE, 'reader'],
      ['across', DAVE, `${A}/reader`],
    ]);
  });

  it('a refused sign-in: by actor and by address', () => {
    const login = { at: stage.at(1, '09:00'), by: user(A, 'dave'), from: address('lagos'), account: A };
    expect(short(consoleLogin({ ...login, mfa: false, ok: false }))).toEqual([
      ['fail', DAVE, 'dave'],
      ['fail', `ip:${address('lagos')}`, 'dave'],
    ]);
  });

  it('a call with temporary credentials, of whatever service: from where the session is used', () => {
    const use = ['use', 'key:ASIAEXAMPLE', 'NG|||access|AS64501'];
    const record = take(stage, { role: role('next'), by: session(issued), place: 'lagos' });
    expect(short(record)).toContainEqual(use);
    const listing = { ...record, eventSource: 's3.amazonaws.com', eventName: 'ListBuckets' };
    expect(short(listing, true)).toEqual([['tactic', 'key:ASIAEXAMPLE', 's3:ListBuckets'], use]);
    expect(short({ ...listing, eventName: 'GetBucketLocation' }, true)).toEqual([use]);
    expect(short({ ...listing, errorCode: 'AccessDenied' }, true)).toEqual([
      ['probe', `role:${A}/reader`, 's3:ListBuckets'],
      ['probe', 'key:ASIAEXAMPLE', 's3:ListBuckets'],
      ['tactic', 'key:ASIAEXAMPLE', 's3:ListBuckets'],
      use,
    ]);
    expect(short({ ...listing, errorCode: 'SignatureDoesNotMatch' }, true)).toEqual([]);
  });

  it('no place from inside a cloud, and neither place nor use through a relay', () => {
    const from = (place: 'awsVirginia' | 'relay') =>
      short(take(stage, { role: role('next'), by: session(issued), place })).map(([tag]) => tag);
    expect(from('awsVirginia')).toEqual(['issue', 'use', 'seat']);
    expect(from('relay')).toEqual(['issue', 'seat']);
  });

  it('a service leaves only who sits in the role, and asks for nothing else', () => {
    const event = eventOf(take(stage, { role: READER, by: service('ec2.amazonaws.com') }));
    expect(marksOf(event).map(({ tag }) => tag)).toEqual(['seat']);
    expect(holdersOf(event)).toEqual(['seat']);
  });
});

describe('a marked place', () => {
  it('reads what was written, also without a country and with bars in a network’s name', () => {
    expect(parsePlace('DE|52.5|13.4|own|own:a|b')).toEqual({
      country: 'DE',
      latitude: 52.5,
      longitude: 13.4,
      network: 'own:a|b',
      networkKind: 'own',
    });
    expect(parsePlace('||||')?.country).toBeUndefined();
  });
  it.each(['', 'DE', 'DE|1|2|own'])('%j is none', (text) => {
    expect(parsePlace(text)).toBeUndefined();
  });
});
