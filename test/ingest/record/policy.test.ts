import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../src/ingest/record/policy.ts';

const allowing = (action: unknown, resource: unknown = '*') =>
  policyOf({
    policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: action, Resource: resource }] }),
  });

describe('what a session policy allows', () => {
  it('reads wildcards as IAM does, one or many', () => {
    expect(['*', '**', '*:*', '**:**', 'i*', '***m:**'].map((action) => allowing(action))).toEqual([
      'admin',
      'admin',
      'admin',
      'admin',
      'admin',
      'admin',
    ]);
    expect(allowing('e*:**')).toBe('broad');
    expect(allowing(['ec2:**', 's3:*', 'sqs:*'])).toBe('broad');
    expect(allowing(['ec2:**', 's3:*', 'sqs:*'], 'arn:aws:s3:::mine')).toBe('some');
    expect(allowing('ec2:*Instances')).toBe('some');
  });

  it.each([
    ['user', 'CreateAccessKey'],
    ['user', 'CreateLoginProfile'],
    ['user', 'UpdateLoginProfile'],
    ['user', 'AttachUserPolicy'],
    ['role', 'PutRolePolicy'],
    ['role', 'UpdateAssumeRolePolicy'],
    ['group', 'AddUserToGroup'],
    ['group', 'AttachGroupPolicy'],
    ['group', 'PutGroupPolicy'],
    ['policy', 'CreatePolicyVersion'],
  ])('that gives itself the rest is full rights: %s, %s', (kind, action) => {
    expect(allowing(`iam:${action}`)).toBe('admin');
    expect(allowing(`iam:${action}`, `arn:aws:iam::111122223333:${kind}/*`)).toBe('admin');
    expect(allowing(`iam:${action}`, `arn:aws:iam::111122223333:${kind}/app/one`)).toBe('some');
    expect(allowing(`iam:${action}`, 'arn:aws:s3:::mine')).toBe('some');
  });

  it('takes all but what is named for full rights, unless everything is named', () => {
    const but = (NotAction: unknown) =>
      policyOf({ policy: JSON.stringify({ Statement: { Effect: 'Allow', NotAction, Resource: '*' } }) });
    expect(['s3:*', ['s3:*', 'ec2:*']].map(but)).toEqual(['admin', 'admin']);
    expect(['*', '*:*', ['s3:*', '**']].map(but)).toEqual(['some', 'some', 'some']);
  });

  it('counts whole services: three are broad rights, two are what a broker hands out', () => {
    expect(allowing(['ec2:*', 's3:*'])).toBe('some');
    expect(allowing(['ec2:*', 's3:*', 'sqs:*'])).toBe('broad');
  });

  it('is not full rights to pass a role, to read, or to set its own password', () => {
    expect(allowing(['iam:PassRole', 'iam:Get*', 'iam:List*', 'iam:ChangePassword'])).toBe('some');
    expect(allowing('iam:CreateAccessKey', `arn:aws:iam::*:user/${'$'}{aws:username}`)).toBe('some');
  });

  it('is not held up by made-up patterns: a hundred thousand wildcards would take an expression minutes', () => {
    for (const filler of ['*', '?', 'a*', '*:', ':*', 'arn:*', '-']) {
      const long = `${filler.repeat(100_000 / filler.length)}:x`;
      const often = Array.from({ length: 60 }, () => allowing(long));
      expect(new Set(often), filler).toEqual(new Set(['some']));
      expect(allowing(Array.from({ length: 60 }, () => `${filler.repeat(1_000)}:x`)), filler).not.toBe(
        'none',
      );
      expect(allowing('s3:Get', long), filler).toBe('some');
    }
  });
});
