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
