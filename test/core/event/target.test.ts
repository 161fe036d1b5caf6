import { describe, expect, it } from 'vitest';
import { isSameTarget, targetKey } from '../../../src/core/event/target.ts';
import { roleCalled } from '../../support/role-called.ts';

describe('two targets', () => {
  it('are the same however the name is spelled: IAM does not tell them apart', () => {
    const path = { ...roleCalled('DEPLOY'), arn: 'arn:aws:iam::123456789012:role/team/DEPLOY' };
    expect(targetKey(roleCalled('Deploy'))).toBe(targetKey(roleCalled('deploy')));
    expect(isSameTarget(path, roleCalled('deploy'))).toBe(true);
  });

  it('are two if they are of another kind, account or name', () => {
    const role = roleCalled('deploy');
    for (const other of [{ kind: 'user' as const }, { accountId: '444455556666' }, { name: 'deploy-2' }]) {
      expect(isSameTarget({ ...role, ...other }, role)).toBe(false);
    }
  });
});
