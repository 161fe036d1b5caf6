import { expect, describe as group, it } from 'vitest';
import { root, service } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { callerIdentity, consoleLogin, serviceRole, stsCall } from '../../../scripts/records.ts';
import { createStage } from '../../../scripts/scenarios/stage.ts';
import { getRoleCredentials, loginToken, unnamedPortalUser } from '../../../scripts/sign-in.ts';
import { describe } from '../../../src/core/event/describe.ts';
import { A, B, dave } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';

const call = { at: createStage(1).at(1, '09:00'), by: dave, from: address('berlinHome'), account: A };
const told = (record: Parameters<typeof eventOf>[0]) => describe(eventOf(record));

group('what happened, in words', () => {
  it('of AssumeRoot says whether it was granted', () => {
    const asked = { targetPrincipal: B };
    expect(told(stsCall('AssumeRoot', call, asked, null))).toMatch(/^dave assumed root of 444455556666 from/);
    const denied = { ...call, error: 'AccessDenied', message: 'no' };
    expect(told(stsCall('AssumeRoot', denied, asked, null))).toMatch(
      /^dave tried to assume root of 444455556666 from .*, and was denied$/,
    );
  });

  it('of a call without a role names the account, but not twice', () => {
    expect(told(callerIdentity(call))).toMatch(/^dave called GetCallerIdentity in 111122223333 from/);
    expect(told(consoleLogin({ ...call, mfa: false }))).toMatch(
      /^dave signed in to the console in 111122223333 from/,
    );
    expect(told(consoleLogin({ ...call, by: root(A), mfa: false }))).toMatch(
      /^root of 111122223333 signed in to the console from/,
    );
  });

  it('names a service that calls for itself once', () => {
    const given = { ...call, by: service('ec2.amazonaws.com'), role: { account: A, name: 'web' } };
    expect(told(serviceRole({ ...given, session: 'i-0a1b' }))).toBe(
      'ec2.amazonaws.com assumed web in 111122223333',
    );
  });

  it('of credentials that somebody fetched says whose', () => {
    const portal = { ...call, by: unnamedPortalUser(A, 'U-1') };
    expect(told(getRoleCredentials(portal, { account: B, name: 'Admin' }))).toMatch(
      /^U-1 fetched credentials of AWSReservedSSO_Admin in 444455556666 from/,
    );
    expect(told(loginToken(call))).toMatch(/^dave fetched credentials by aws login from/);
    expect(told(loginToken(call, { grantType: 'refresh_token' }))).toMatch(
      /^dave renewed credentials of aws login from/,
    );
  });
});
