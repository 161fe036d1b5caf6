import { describe, expect, it } from 'vitest';
import { revocationSchema } from '../../src/config/revocation-schema.ts';

const problems = (value: unknown) =>
  revocationSchema
    .safeParse(value)
    .error?.issues.map(({ message, path }) => `${path.join('.')}: ${message}`) ?? [];

describe('the revocation section', () => {
  it('does nothing but say what it would do, unless told otherwise', () => {
    expect(revocationSchema.parse(undefined)).toMatchObject({
      mode: 'shadow',
      enabled: true,
      scope: 'session',
      optIn: true,
      maxAge: 900,
      trusted: [],
      caps: { perRole: 1, perAccount: 3, perAccountDay: 10, perHour: 10, reserved: 1 },
      tags: { revocable: 'rolewarden:revocable', protected: 'rolewarden:protected' },
    });
  });

  it('takes modes by account and rule, and a spoke role by template', () => {
    const given = {
      mode: 'confirm',
      accounts: { '111122223333': 'auto' },
      rules: { 'impossible-travel': 'auto' },
      spoke: { roleArn: 'arn:{partition}:iam::{account}:role/ops/rolewarden-spoke', externalId: 'env' },
      audit: { folder: 'audit' },
    };
    expect(problems(given)).toEqual([]);
  });

  it('wants a place for the record before it acts', () => {
    const needs = 'audit: confirm and auto need audit.folder: no action without a record of it';
    expect(problems({ mode: 'auto' })).toEqual([needs]);
    expect(problems({ accounts: { '111122223333': 'confirm' } })).toEqual([needs]);
    expect(problems({ rules: { 'decoy-role': 'auto' } })).toEqual([needs]);
    expect(problems({ mode: 'off' })).toEqual([]);
  });

  it('names typing errors instead of ignoring them', () => {
    expect(problems({ mod: 'auto' })[0]).toContain('mod');
    expect(problems({ caps: { perAccount: -1 } })[0]).toContain('caps.perAccount');
    expect(problems({ accounts: { '12': 'auto' } })[0]).toContain('accounts');
    expect(problems({ spoke: { roleArn: 'rolewarden-spoke' } })[0]).toContain('expected a role ARN');
    expect(problems({ spoke: { own: ['123456789012'] } })).toEqual([
      expect.stringMatching(/^spoke.roleArn: name the role .* leave spoke out$/),
    ]);
    expect(problems({ scope: 'all' })[0]).toContain('scope');
    for (const folder of ['s3:audit', 's3:/audit/x', 's3://Audit', 's3://audit_']) {
      expect(problems({ audit: { folder } })[0], folder).toContain('audit.folder');
    }
    expect(problems({ audit: { folder: 's3://audit-log/x' } })).toEqual([]);
  });
});
