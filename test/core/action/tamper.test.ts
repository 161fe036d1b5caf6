import { describe, expect, it } from 'vitest';
import { user } from '../../../scripts/callers.ts';
import { stsCall } from '../../../scripts/records.ts';
import { tamperOf } from '../../../src/core/action/tamper.ts';
import { eventOf } from '../../support/events.ts';

const A = '111122223333';
const POLICY = 'rolewarden-0123456789abcdef';
const by = user(A, 'mallory', { mfa: false });
function seen(eventName: string, asked: object, more: object = {}) {
  const record = stsCall(
    eventName,
    { at: '2026-05-01T10:00:00Z', by, from: '203.0.113.9', account: A },
    asked,
    null,
  );
  const event = eventOf(
    { ...record, eventSource: 'iam.amazonaws.com', ...more },
    { watch: true, separate: false },
  );
  return tamperOf(event);
}

describe('calls that may take a deny away', () => {
  it('name the role or user to look at again', () => {
    const asked = { roleName: 'deploy', policyName: POLICY };
    const role = { kind: 'role', accountId: A, name: 'deploy', actionId: '0123456789abcdef', refused: false };
    expect(seen('DeleteRolePolicy', asked)).toEqual(role);
    expect(seen('PutRolePolicy', { policyName: POLICY, roleName: 'deploy', policyDocument: '{}' })).toEqual(
      role,
    );
    expect(seen('DeleteRolePolicy', asked, { errorCode: 'AccessDenied' })).toEqual({
      ...role,
      refused: true,
    });
    expect(seen('DeleteUserPolicy', { userName: 'eve', policyName: POLICY })).toMatchObject({
      kind: 'user',
      name: 'eve',
    });
  });

  it('also those on the role as a whole', () => {
    expect(seen('DeleteRole', { roleName: 'deploy' })).toMatchObject({ name: 'deploy', actionId: undefined });
    expect(seen('UpdateAssumeRolePolicy', { roleName: 'deploy', policyDocument: '{}' })).toMatchObject({
      kind: 'role',
    });
    expect(
      seen('DetachUserPolicy', { userName: 'eve', policyArn: `arn:aws:iam::${A}:policy/x` }),
    ).toMatchObject({ name: 'eve' });
  });

  it('not those on other policies, other services, or reads', () => {
    expect(
      seen('DeleteRolePolicy', { roleName: 'deploy', policyName: 'AWSRevokeOlderSessions' }),
    ).toBeUndefined();
    expect(seen('GetRolePolicy', { roleName: 'deploy', policyName: POLICY })).toBeUndefined();
    expect(
      seen(
        'DeleteRolePolicy',
        { roleName: 'deploy', policyName: POLICY },
        { eventSource: 's3.amazonaws.com' },
      ),
    ).toBeUndefined();
    expect(seen('DeleteRolePolicy', { policyName: POLICY })).toBeUndefined();
  });
});
