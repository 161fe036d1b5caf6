import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { assumeRole, callerIdentity } from '../../../scripts/records.ts';
import { listApplications, portalSignIn, unnamedPortalUser } from '../../../scripts/sign-in.ts';
import { normalise } from '../../../src/ingest/record/normalise.ts';
import { eventOf, PLACES } from '../../support/events.ts';

const A = '111122223333';
const base = { at: '2026-03-02T09:00:00Z', from: '192.0.2.33', account: A };
const asked = callerIdentity({ ...base, by: user(A, 'dave') });
const taken = assumeRole({
  ...base,
  by: user(A, 'dave'),
  role: { account: A, name: 'Deploy' },
  session: 's',
});

describe('a record from the future', () => {
  const time = Date.parse(base.at);
  const read = (now: number) => normalise(asked, PLACES, { watch: false, separate: false }, now);

  it('is read up to a quarter of an hour ahead of the clock, and not a millisecond more', () => {
    expect(read(time - 15 * 60_000).kind).toBe('event');
    expect(read(time - 15 * 60_000 - 1)).toMatchObject({
      kind: 'malformed',
      ahead: '2026-03-02T09:00:00.000Z',
    });
  });
});

describe('an addendum', () => {
  const originalEventID = 'the-original';

  it('corrects the record that it names only if it says so: another tells why the record is late', () => {
    const late = { ...asked, addendum: { reason: 'DELIVERY_DELAY', originalEventID } };
    expect(eventOf(late)).toMatchObject({ replaces: undefined, id: asked['eventID'] });
    const correction = { ...asked, addendum: { reason: 'UPDATED_DATA', originalEventID } };
    expect(eventOf(correction)).toMatchObject({ replaces: originalEventID, id: originalEventID });
  });
});

describe('an outcome', () => {
  it.each([
    ['Client.DryRunOperation', 'success'],
    ['Client.UnauthorizedOperation', 'denied'],
    ['AccessDeniedException', 'denied'],
    ['InvalidClientTokenId', 'denied'],
    ['ThrottlingException', 'error'],
  ])('of %s is %s', (errorCode, outcome) => {
    expect(eventOf({ ...asked, errorCode }).outcome).toBe(outcome);
  });
});

describe('what was asked for and granted', () => {
  it('has the source identity that AWS answers with, where none was asked for', () => {
    const answer = { ...Object(taken['responseElements']), sourceIdentity: 'alice' };
    expect(eventOf({ ...taken, responseElements: answer }).request.sourceIdentity).toBe('alice');
    const wish = { ...Object(taken['requestParameters']), sourceIdentity: 'bob' };
    const both = eventOf({ ...taken, responseElements: answer, requestParameters: wish });
    expect(both.request.sourceIdentity).toBe('bob');
  });

  it('is a grant by the session’s id alone, too, and none without both', () => {
    const assumedRoleUser = { assumedRoleId: 'AROAEXAMPLE:s' };
    expect(eventOf({ ...taken, responseElements: { assumedRoleUser } }).grant).toEqual({
      accessKeyId: undefined,
      assumedRoleId: 'AROAEXAMPLE:s',
      expiresAt: undefined,
    });
    expect(eventOf({ ...taken, responseElements: { packedPolicySize: 3 } }).grant).toBeUndefined();
  });

  it('has fifty tags at most, as STS takes', () => {
    const tags = Array.from({ length: 60 }, (_, n) => ({ key: `k${n}`, value: 'v' }));
    const parameters = { ...Object(taken['requestParameters']), tags };
    const { tagKeys } = eventOf({ ...taken, requestParameters: parameters }).request;
    expect([tagKeys.length, tagKeys.at(-1)]).toEqual([50, 'k49']);
  });
});

describe('a person at Identity Center', () => {
  const bob = { ...base, by: unnamedPortalUser(A, 'U-1') };

  it('is nobody where the record says no type at all', () => {
    const { type: _, ...bare } = { ...Object(listApplications(bob)['userIdentity']) };
    const event = eventOf({ ...listApplications(bob), userIdentity: bare });
    expect(event.actor).toMatchObject({ kind: 'unknown', key: `unknown:Unknown/${A}` });
  });

  it('is vouched for by a sign-in that succeeded, and by no other', () => {
    const additionalEventData = { CredentialType: 'EXTERNAL_IDP', UserName: 'bob@acme.org' };
    const keyOf = (said: string) =>
      eventOf({
        ...portalSignIn('UserAuthentication', bob),
        additionalEventData,
        serviceEventDetails: { UserAuthentication: said },
      }).actor.key;
    expect([keyOf('Success'), keyOf('Failure')]).toEqual(['person:bob@acme.org', 'person:u-1']);
  });
});

describe('the role of a record', () => {
  const arn = `arn:aws:iam::${A}:role/team/Payroll`;
  const refused = (length: number) => {
    const said = `not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    const errorMessage = `${'x'.repeat(length - said.length)}${said}`;
    return eventOf({ ...asked, eventName: 'AssumeRole', errorCode: 'AccessDenied', errorMessage });
  };

  it('is the one among its resources where the parameters are left out: the answer’s ARN lacks the path', () => {
    const resources = [{ ARN: `arn:aws:iam::${A}:user/x` }, { ARN: arn }];
    const role = eventOf({ ...taken, requestParameters: null, resources }).role;
    expect(role).toEqual({ arn, accountId: A, name: 'Payroll' });
    expect(eventOf({ ...taken, requestParameters: null, resources: [] }).role?.name).toBe('Deploy');
  });

  it('is not taken from the end of a message that CloudTrail may have cut: from 1,000 characters on', () => {
    expect([refused(999), refused(1_000)].map(({ role }) => role?.name)).toEqual(['Payroll', undefined]);
  });
});

describe('a web identity', () => {
  it('is told by the last part of its principal’s id, where no name is given', () => {
    const identityProvider = 'https://accounts.google.com/';
    const principalId = 'accounts.google.com:app.apps.googleusercontent.com:1234';
    const userIdentity = { type: 'WebIdentityUser', identityProvider, principalId };
    expect(eventOf({ ...asked, userIdentity }).actor.key).toBe('web:accounts.google.com|1234');
  });
});
