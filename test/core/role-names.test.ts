import { describe, expect, it } from 'vitest';
import { sensitivityByName } from '../../src/core/role-names.ts';

describe('what a role’s name says', () => {
  it.each([
    ['OrganizationAccountAccessRole', 'admin'],
    ['AWSReservedSSO_AdministratorAccess_0123456789abcdef', 'admin'],
    ['AWSReservedSSO_ReadOnlyAccess_0123456789abcdef', 'ordinary'],
    ['prod-admin', 'admin'],
    ['AdminReadOnly', 'ordinary'],
    ['SecurityAudit', 'ordinary'],
    ['terraform-apply', 'power'],
    ['GitHubDeploy', 'power'],
    ['AWSReservedSSO_PowerUserAccess_0123456789abcdef', 'power'],
    ['badminton-app', 'ordinary'],
    ['payments-service', 'ordinary'],
  ])('%s is %s', (name, sensitivity) => {
    expect(sensitivityByName(name).sensitivity).toBe(sensitivity);
  });

  it('recognises emergency roles in any spelling', () => {
    expect(
      ['BreakGlass', 'break-glass-admin', 'emergency_access'].map(
        (name) => sensitivityByName(name).breakGlass,
      ),
    ).toEqual([true, true, true]);
    expect(sensitivityByName('glass-factory').breakGlass).toBe(false);
  });
});
