import type { Target } from '../../src/core/event/target.ts';

/** A role that is nowhere but in the test. */
export function roleCalled(name: string): Target {
  return {
    kind: 'role',
    partition: 'aws',
    accountId: '123456789012',
    name,
    arn: `arn:aws:iam::123456789012:role/${name}`,
    uniqueId: 'AROAABCDEFGHIJKLMNOPQ',
  };
}
