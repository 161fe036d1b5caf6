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
  'administratoraccess',
  'superuser',
  'rootaccess',
  'rootrole',
  'rootuser',
  'accountowner',
  'organizationowner',
  'organisationowner',
  'orgowner',
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
/** These mean full rights only as the whole name: there are DNS roots and owners of data. */
const ALONE = ['root', 'owner'];
/** AWS's job functions that stop short of full rights. */
const JOBS = ['databaseadministrator', 'networkadministrator', 'systemadministrator'];
/** Full access to one of these is not full rights; to IAM it is. */
const SERVICES = [
  'athena',
  'bedrock',
  'cloudfront',
  'cloudwatch',
  'codebuild',
  'dynamodb',
  'ec2',
  'ecr',
  'ecs',
  'eks',
  'glue',
  'kinesis',
  'lambda',
  'logs',
  'rds',
  'redshift',
  's3',
  'sagemaker',
  'ses',
  'sns',
  'sqs',
  'ssm',
  'route53',
  'vpc',
];
/** CDK's roles that only look things up or bring files. */
const CDK_HARMLESS = ['lookup', 'publishing'];
const GLASS = ['breakglass', 'breaktheglass', 'emergency', 'firefighter'];

const ORGANISATION_ROLES = /^(?:OrganizationAccountAccessRole|AWSControlTowerExecution)$/;

/** Whether it is one with full rights that AWS Organizations and Control Tower put into every member account. */
export function isOrganisationRole(name: string): boolean {
  return ORGANISATION_ROLES.test(name);
}

/** What a role's name says of it, until the configuration says more. `ReadOnly` beats `Admin` in one name. */
export function sensitivityByName(name: string): {
  readonly sensitivity: Sensitivity;
  readonly breakGlass: boolean;
} {
  const words = wordsOf(name);
  return { sensitivity: sensitivityOf(words), breakGlass: GLASS.some((word) => words.has(word)) };
}

function sensitivityOf(words: ReadonlySet<string>): Sensitivity {
  const has = (list: readonly string[]) => list.some((word) => words.has(word));
  if (has(ORDINARY) || (words.has('cdk') && has(CDK_HARMLESS))) return 'ordinary';
  const full = words.has('fullaccess');
  const everything =
    has(ADMIN) ||
    (words.size === 1 && has(ALONE)) ||
    (full && (words.has('iam') || !has(SERVICES))) ||
    (has(['administrator', 'administrators']) && !has(JOBS));
  if (everything) return 'admin';
  return full || has(JOBS) || has(POWER) ? 'power' : 'ordinary';
}

/** Words of a name in any spelling (camelCase, kebab-case, snake_case), and every run of up to four of them as one word. */
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

/** A role's name as it is in every account: the roles of a permission set have an ending of their own in each. */
export function commonName(name: string): string {
  return soundsLikePermissionSet(name) ? name.replace(/_[0-9a-f]{16}$/, '') : name;
}

const PERMISSION_SET =
  /:role\/aws-reserved\/sso\.amazonaws\.com(?:\.cn)?\/(?:[a-z\d-]{1,40}\/)?AWSReservedSSO_[^/]+$/;

/** Whether a role is named as those of permission sets are. Anybody may name one so: where there is a path, it decides. */
export function soundsLikePermissionSet(roleName: string): boolean {
  return roleName.startsWith('AWSReservedSSO_');
}

/** Whether a role's ARN is a service-linked one's: by the path, where only AWS makes roles. */
export function isServiceLinked(roleArn: string): boolean {
  return roleArn.includes(':role/aws-service-role/');
}

/** Whether a role's ARN is a permission set's: by the path, where only Identity Center makes roles. A name may be anybody's. */
export function isPermissionSet(roleArn: string): boolean {
  return PERMISSION_SET.test(roleArn);
}
