import { describe, expect, it } from 'vitest';
import { outsider, samlUser, service, session, user, webIdentity } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { consoleLogin, MAC_CLI, withSaml, withWebIdentity } from '../../../scripts/records.ts';
import { GITHUB } from '../../../scripts/scenarios/machines.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { isInsider } from '../../../src/core/facts/insider.ts';
import { keyOfHolder } from '../../../src/core/facts/name-holder.ts';
import { countryOf, organisationLessons } from '../../../src/core/facts/organisation.ts';
import { A, B, call, role, type Take, take } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';
import { morningOf } from '../../support/portal-person.ts';
import { sessionOf } from '../../support/watched.ts';

const COGNITO = 'cognito-identity.amazonaws.com';
const stage = createStage(1);
const READER = role('reader');
const event = (how: Partial<Take> = {}) => eventOf(take(stage, { role: READER, ...how }));
const taught = (of: ReturnType<typeof event>) => {
  const lessons: string[] = [];
  organisationLessons(of, (dimension, value, holder) => {
    lessons.push(`${dimension} ${value} by ${holder}`);
  });
  return lessons;
};
const DAVE = `user:arn:aws:iam::${A}:user/dave`;

describe('what the organisation learns', () => {
  it('from its own people: regions, places, accounts, names', () => {
    expect(taught(event())).toEqual([
      `region eu-central-1 by ${DAVE}`,
      `region any by ${DAVE}`,
      `country DE by ${DAVE}`,
      `network AS64497 by ${DAVE}`,
      `account ${A} by ${DAVE}`,
      `name dave by machine:${DAVE}`,
    ]);
  });

  it.each<[string, Partial<Take>]>([
    ['MFA', { by: user(A, 'dave', { mfa: true }) }],
    ['MFA for the role', { extra: { serialNumber: `arn:aws:iam::${A}:mfa/dave` } }],
    ['a Mac', { with: MAC_CLI }],
    ['a browser', { with: 'Mozilla/5.0 (X11; Linux x86_64) Firefox/131.0' }],
  ])('a user’s name as a person’s, by %s', (_, how) => {
    expect(taught(event(how))).toContain(`name dave by ${DAVE}`);
  });

  it('a user’s name as a person’s, by a sign-in to the console', () => {
    const login = consoleLogin({
      at: stage.at(1, '09:00'),
      by: user(A, 'dave'),
      from: address('berlinHome'),
      account: A,
      mfa: false,
    });
    expect(taught(eventOf(login))).toContain(`name dave by ${DAVE}`);
  });

  it('whose a name is, also where a machine holds it: `baseline forget` finds it by the key', () => {
    expect([`machine:${DAVE}`, DAVE].map(keyOfHolder)).toEqual([DAVE, DAVE]);
  });

  it('from a machine in a cloud: its address, not its country', () => {
    const issued = { role: READER, session: 's', key: 'ASIAEXAMPLE', issuedAt: stage.at(1, '09:00') };
    const lessons = taught(event({ by: session(issued), place: 'awsFrankfurt', host: 7 }));
    expect(lessons).toContain(`address ${address('awsFrankfurt', 7)} by role:${A}/reader`);
    expect(lessons.some((lesson) => lesson.startsWith('country'))).toBe(false);
    expect(lessons.some((lesson) => lesson.startsWith('name'))).toBe(false);
  });

  it('from a person in a cloud the same: a region is nobody’s country', () => {
    const lessons = taught(event({ place: 'runners', host: 7 }));
    expect(lessons).toContain(`address ${address('runners', 7)} by ${DAVE}`);
    expect(lessons.some((lesson) => lesson.startsWith('country'))).toBe(false);
  });

  it('from both keys of a person of Identity Center as from one', () => {
    const holders = morningOf(stage, 1, 'berlinHome').flatMap((record) => taught(eventOf(record)));
    const places = holders.filter((lesson) => /^(?:country|network) /.test(lesson));
    expect(new Set(places)).toEqual(
      new Set(['country DE by person:u-alice', 'network AS64497 by person:u-alice']),
    );
    expect(holders).toContain('name alice@example.com by person:alice@example.com');
  });

  it('from an outside account only that it exists', () => {
    const vendor = event({ by: outsider(B, 'AROAEXAMPLEEXAMPLE', 'x'), place: 'lagos' });
    expect(taught(vendor)).toEqual([`outsider ${B} by account:${B}/AROAEXAMPLEEXAMPLE`]);
    expect(isInsider(vendor)).toBe(false);
  });

  it('from a user of an app that its issuer exists', () => {
    const by = webIdentity(A, COGNITO, 'eu-central-1:0b5f');
    const taken = call(stage, { role: READER, by, place: 'lagos' });
    const customer = eventOf(withWebIdentity(taken));
    expect(taught(customer)).toEqual([`issuer ${COGNITO} by web:${COGNITO}|eu-central-1:0b5f`]);
    expect(isInsider(customer)).toBe(false);
  });

  it('from a pipeline its region, issuer and owner, and the cloud as one of runners, never its places', () => {
    const by = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
    const pipeline = eventOf(withWebIdentity(call(stage, { role: READER, by, place: 'runners' })));
    const key = `web:${GITHUB}|repo:acme/shop`;
    expect(taught(pipeline)).toEqual([
      `region eu-central-1 by ${key}`,
      `region any by ${key}`,
      `runner cloud:microsoft by ${key}`,
      `issuer ${GITHUB} by ${key}`,
      `owner github/acme by ${key}`,
    ]);
    expect(isInsider(pipeline)).toBe(false);
  });

  it('from SAML the provider', () => {
    const provider = `arn:aws:iam::${A}:saml-provider/corp`;
    const made = call(stage, { role: READER, by: samlUser('ann@acme.test'), session: 'ann@acme.test' });
    expect(taught(eventOf(withSaml({ ...made, provider })))).toContain(
      'provider corp by person:ann@acme.test',
    );
  });

  it('from a service that takes a role for code, the region in which that runs', () => {
    const lessons = taught(event({ by: service('ec2.amazonaws.com') }));
    expect(lessons).toEqual([
      'region code/eu-central-1 by service:ec2.amazonaws.com',
      'region code/any by service:ec2.amazonaws.com',
    ]);
  });

  it('from other services, from callers of a kind that nobody knows, and from calls of other services, nothing', () => {
    for (const by of [service('config.amazonaws.com'), { type: 'Directory', accountId: A }]) {
      expect([taught(event({ by })), isInsider(event({ by }))]).toEqual([[], false]);
    }
    const issued = { role: READER, session: 's', key: 'ASIAEXAMPLE', issuedAt: stage.at(1, '09:00') };
    const watched = {
      ...take(stage, { role: READER, by: session(issued) }),
      eventSource: 's3.amazonaws.com',
    };
    const seen = eventOf(watched, { watch: true, separate: false });
    expect([taught(seen), isInsider(seen)]).toEqual([[], false]);
  });
});

describe('the country that an event says', () => {
  const job = sessionOf('Job');
  it.each<[string, Partial<Take>, string | undefined]>([
    ['a person at home', {}, 'DE'],
    ['a person in a cloud', { place: 'awsVirginia' }, 'US'],
    ['a machine at home', { by: job }, 'DE'],
    ['a machine in a cloud', { by: job, place: 'awsVirginia' }, undefined],
    ['anybody behind a relay', { place: 'relay' }, undefined],
  ])('is told of what is somewhere: %s', (_, how, country) => {
    expect(countryOf(event(how))).toBe(country);
  });

  it('is none of a pipeline, and none where there is no address', () => {
    const by = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
    const pipeline = withWebIdentity(call(stage, { role: READER, by, place: 'lagos' }));
    const service = { ...take(stage, { role: READER }), sourceIPAddress: 'cloudformation.amazonaws.com' };
    expect([pipeline, service].map((record) => countryOf(eventOf(record)))).toEqual([undefined, undefined]);
  });
});
