import type { Sensitivity } from './settings.ts';

const ORDINARY = [
  'readonly',
  'read',
  'viewonly',
  'viewer',
  'view',
  'audit',
  'auditor',
  'securityaudit',
  'billing',
];
const ADMIN = [
  'admin',
  'admins',
  'administrator',
  'administratoraccess',
  'administrators',
  'root',
  'superuser',
  'fullaccess',
  'owner',
  'organizationaccountaccessrole',
  'awscontroltowerexecution',
];
const POWER = [
  'poweruser',
  'poweruseraccess',
  'power',
  'deploy',
  'deployer',
  'deployment',
  'devops',
  'operator',
  'operations',
  'iam',
  'security',
  'platform',
  'provisioner',
  'terraform',
  'cdk',
  'cfn',
];
const GLASS = ['breakglass', 'breaktheglass', 'emergency', 'firefighter'];

/** What a role's name says of it, until the configuration says more. `ReadOnly` beats `Admin` in one name. */
export function sensitivityByName(name: string): {
  readonly sensitivity: Sensitivity;
  readonly breakGlass: boolean;
} {
  const words = wordsOf(name);
  const has = (list: readonly string[]) => list.some((word) => words.has(word));
  const sensitivity = has(ORDINARY) ? 'ordinary' : has(ADMIN) ? 'admin' : has(POWER) ? 'power' : 'ordinary';
  return { sensitivity, breakGlass: has(GLASS) };
}

/** Words of a name in any spelling (camelCase, kebab-case, snake_case), and every run of up to three of them. */
function wordsOf(name: string): ReadonlySet<string> {
  const bare = name.replace(/^AWSReservedSSO_/, '').replace(/_[0-9a-f]{16}$/, '');
  const words = bare
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
  const runs = words.flatMap((_, at) => [1, 2, 3, 4].map((length) => words.slice(at, at + length).join('')));
  return new Set(runs);
}

const PERMISSION_SET =
  /:role\/aws-reserved\/sso\.amazonaws\.com(?:\.cn)?\/(?:[a-z\d-]{1,40}\/)?AWSReservedSSO_[^/]+$/;

/** Whether a role's ARN is a permission set's: by the path, where only Identity Center makes roles. A name may be anybody's. */
export function isPermissionSet(roleArn: string): boolean {
  return PERMISSION_SET.test(roleArn);
}
