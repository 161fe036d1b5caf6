import { expect, describe as group, it } from 'vitest';
import { address } from '../../../scripts/places.ts';
import { stsCall } from '../../../scripts/records.ts';
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
