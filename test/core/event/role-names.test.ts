import { describe, expect, it } from 'vitest';
import { sensitivityByName } from '../../../src/core/event/role-names.ts';

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
    ['DatabaseAdministrator', 'power'],
    ['AWSReservedSSO_SystemAdministrator_0123456789abcdef', 'power'],
    ['Administrator', 'admin'],
    ['prod-administrators', 'admin'],
    ['DatabaseAdministrator-admin', 'admin'],
    ['S3FullAccess', 'power'],
    ['AmazonDynamoDBFullAccess', 'power'],
    ['IAMFullAccess', 'admin'],
    ['full-access', 'admin'],
    ['root', 'admin'],
    ['RootAccess', 'admin'],
    ['dns-root-updater', 'ordinary'],
    ['Owner', 'admin'],
    ['AccountOwner', 'admin'],
    ['DataOwner', 'ordinary'],
    ['cdk-hnb659fds-lookup-role-111122223333-eu-central-1', 'ordinary'],
    ['cdk-hnb659fds-image-publishing-role-111122223333-eu-central-1', 'ordinary'],
    ['cdk-hnb659fds-deploy-role-111122223333-eu-central-1', 'power'],
    ['cdk-hnb659fds-cfn-exec-role-111122223333-eu-central-1', 'power'],
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
