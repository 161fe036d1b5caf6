import { describe, expect, it } from 'vitest';
import { type Caller, session, webIdentity } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, type RawCloudTrail, stsCall, withWebIdentity } from '../../scripts/records.ts';
import { createStage } from '../../scripts/scenarios/stage.ts';
import { portalSignIn, unnamedPortalUser } from '../../scripts/sign-in.ts';
import type { Signal } from '../../src/core/finding/finding.ts';
import { causeText } from '../../src/scoring/cause.ts';
import { A, call, dave, deniedTake, role, take } from '../support/chain.ts';
import { eventOf } from '../support/events.ts';

const stage = createStage(1);
const instance = session({
  role: role('web'),
  session: 'i-0a1b2c3d4e5f60711',
  key: 'ASIAWEB1',
  issuedAt: stage.at(1, '08:00'),
});
const misuse = (ruleId: string, points: number): Signal => ({
  ruleId,
  family: 'misuse',
  points,
  summary: '',
  evidence: {},
});

describe('the parts of a cause', () => {
  const event = eventOf(take(stage, { role: role('a') }));
  const rulesOf = (...signals: readonly Signal[]) => JSON.parse(causeText(event, signals))[2];

  it('the actor, the role’s name and the rules, and nothing else of a person', () => {
    expect(JSON.parse(causeText(event, [misuse('role-juggling', 40)]))).toEqual([
      event.actor.key,
      'a',
      ['role-juggling'],
    ]);
  });

  it('the rules in the order of their names, whichever spoke first', () => {
    const [b, a] = [misuse('fan-out', 40), misuse('borrowed-name', 40)];
    expect(rulesOf(b, a)).toEqual(['borrowed-name', 'fan-out']);
    expect(rulesOf(a, b)).toEqual(['borrowed-name', 'fan-out']);
  });

  it('misuse from 20 points on, and no other family', () => {
    expect(rulesOf(misuse('fan-out', 20), misuse('borrowed-name', 19))).toEqual(['fan-out']);
    expect(rulesOf({ ...misuse('new-country', 25), family: 'behaviour' })).toEqual([]);
  });

  it('a role that was refused is none, nor is what asks for no role', () => {
    const roleIn = (record: RawCloudTrail) => JSON.parse(causeText(eventOf(record), []))[1];
    expect(roleIn(deniedTake(stage, { role: role('a') }))).toBe('');
    expect(
      roleIn(callerIdentity({ at: stage.at(1, '09:00'), by: dave, from: '192.0.2.1', account: A })),
    ).toBe('');
  });

  it('that somebody got in: a hundred failed sign-ins in a thief’s favourite place do not hide the one that succeeded', () => {
    const by = unnamedPortalUser(A, 'U-1');
    const tried = (ok: boolean) => {
      const one = { at: stage.at(1, '09:00'), by, from: address('torExit'), account: A };
      const record = portalSignIn('CredentialVerification', one, ok);
      return causeText(eventOf(record), [misuse('password-spraying', 70)]);
    };
    expect(tried(true)).not.toBe(tried(false));
    const asked = (errorCode?: string) => {
      const one = { at: stage.at(1, '09:00'), by: dave, from: address('torExit'), account: A };
      const record = stsCall('GetSessionToken', one, null, { credentials: { accessKeyId: 'ASIAEXAMPLE' } });
      return causeText(eventOf({ ...record, ...(errorCode && { errorCode, responseElements: null }) }), []);
    };
    expect(asked()).not.toBe(asked('AccessDenied'));
  });

  it('the network of a workload that its records name, whatever rule speaks', () => {
    const used = (by: Caller, from: string) =>
      JSON.parse(
        causeText(eventOf(callerIdentity({ at: stage.at(1, '09:00'), by, from, account: A })), [
          misuse('attack-tooling', 60),
        ]),
      );
    expect(used(instance, address('lagos'))).toHaveLength(4);
    expect(used(instance, address('lagos'))[3]).not.toBe(used(instance, address('hoster'))[3]);
    // an address of nobody, and a service, say no network
    expect(used(instance, '10.0.0.1')).toHaveLength(3);
    expect(used(instance, 'ec2.amazonaws.com')).toHaveLength(3);
  });

  it('no network of a pipeline, whose runners are somewhere else each time', () => {
    const by = webIdentity(A, 'token.actions.githubusercontent.com', 'repo:acme/shop:ref:refs/heads/main');
    const event = (place: PlaceName) =>
      eventOf(withWebIdentity(call(stage, { role: role('deploy'), by, place })));
    expect(event('lagos').actor.workload).toBe('pipeline');
    expect(JSON.parse(causeText(event('lagos'), [misuse('workload-credentials-outside', 90)]))).toHaveLength(
      3,
    );
  });
});
