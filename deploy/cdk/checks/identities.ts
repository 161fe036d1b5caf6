import {
  at,
  listOf,
  ofType,
  permissionsOf,
  type Resource,
  type Say,
  type Statement,
  statementsOf,
  textOf,
} from './template.ts';

/** By Sid, or by its only action: statements that may have a wildcard in a resource, and why they must. */
export const WILDCARDS: ReadonlyMap<string, string> = new Map([
  [
    'LambdaMakesInterfaces',
    'EC2 names no interface before it exists; CodeMakesNone denies it to the function’s own code',
  ],
  ['Spokes', 'one role name in the accounts of one organisation'],
  ['Audit', 'records have names of the future'],
  ['AuditRead', 'records have names of the future'],
  ['Remains', 'objects that were given up on have names of the future'],
  ['Trail', 'objects of the trail’s folder have names of the future'],
  ['ecr:GetAuthorizationToken', 'the token is for the whole registry'],
]);

/** By Sid: statements that are safe only with a condition, and keys of which it must use one. */
const CONDITIONED: ReadonlyMap<string, readonly string[]> = new Map([
  ['Spokes', ['aws:ResourceOrgID', 'aws:ResourceAccount']],
  ['Key', ['kms:ViaService']],
  ['StreamKey', ['kms:ViaService']],
  ['TrailKey', ['kms:ViaService']],
  ['Environment', ['kms:EncryptionContext:aws:lambda:FunctionArn']],
  ['Audit', ['s3:if-none-match']],
  ['AuditRead', ['s3:ResourceAccount']],
  ['AuditList', ['s3:ResourceAccount']],
  ['AuditKey', ['kms:ViaService']],
  ['Sweep', ['ecs:cluster']],
  ['SweepRoles', ['iam:PassedToService']],
  ['Trail', ['s3:ResourceAccount']],
  ['TrailList', ['s3:ResourceAccount']],
  ['Remains', ['s3:ResourceAccount']],
  ['RemainsList', ['s3:ResourceAccount']],
  ['RemainsKey', ['kms:ViaService']],
  ['CodeMakesNone', ['lambda:SourceFunctionArn']],
]);

/** Services that say on whose behalf they assume a role: roles that trust them must ask for this account. */
const SAYS_FOR_WHOM = ['events.amazonaws.com', 'ecs-tasks.amazonaws.com'];

/** Statements whose wildcard must be within a name: `*` alone is never right for them. */
const NARROWED = ['Spokes', 'Trail', 'Remains', 'Audit', 'AuditRead'];

/** Permissions: exact actions, exact resources, and conditions on statements that are safe only with them. */
export function permissionFaults(all: readonly Resource[], say: Say): void {
  const statements = permissionsOf(all);
  for (const statement of statements) {
    const where = `${statement.holder.id}/${statement.sid || statement.actions.join(',')}`;
    narrow(statement, where, say);
    const keys = CONDITIONED.get(statement.sid);
    const condition = textOf(at(statement.value, 'Condition'));
    say(keys === undefined || keys.some((key) => condition.includes(`"${key}"`)), `${where}: no condition`);
  }
  const interfaces = statements.some(({ sid }) => sid === 'LambdaMakesInterfaces');
  const denied = statements.some(({ allows, sid }) => sid === 'CodeMakesNone' && !allows);
  say(!interfaces || denied, 'the function’s code may make network interfaces');
  for (const role of ofType(all, 'AWS::IAM::Role')) {
    say(
      at(role.properties, 'ManagedPolicyArns') === undefined,
      `${role.id}: a managed policy, which is never narrow`,
    );
  }
}

function narrow({ actions, allows, resources, sid }: Statement, where: string, say: Say): void {
  if (!allows) return;
  for (const action of actions) {
    const whole = /^(\*|[\w-]+:\*)$/.test(action);
    const encrypts = /^kms:(ReEncrypt|GenerateDataKey)\*$/.test(action);
    say(!whole && (encrypts || !action.includes('*')), `${where}: the action ${action}`);
  }
  const known = WILDCARDS.has(sid) || (actions.length === 1 && WILDCARDS.has(actions[0] ?? ''));
  for (const resource of resources) {
    if (resource.endsWith(':log-stream:*')) continue;
    say(known || !resource.includes('*'), `${where}: the resource ${resource}`);
    say(resource !== '*' || !NARROWED.includes(sid), `${where}: any resource`);
  }
}

/** A role, exactly: the operators whom the hub's role trusts. */
const ONE_ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/;

/**
 * Trust of roles: services only, and only on behalf of this account if they say on whose behalf they come. The hub's
 * role also trusts the roles of operators, one by one.
 */
export function trustFaults(all: readonly Resource[], say: Say): void {
  for (const role of ofType(all, 'AWS::IAM::Role')) {
    for (const { value } of statementsOf(role, at(role.properties, 'AssumeRolePolicyDocument'))) {
      const services = listOf(at(value, 'Principal', 'Service')).map(textOf);
      const people = listOf(at(value, 'Principal', 'AWS')).map(textOf);
      const operators = at(role.properties, 'RoleName') === 'rolewarden-hub' && people.length > 0;
      say(services.length > 0 || operators, `${role.id}: trusts more than a service`);
      say(people.length === 0 || operators, `${role.id}: trusts people`);
      say(
        people.every((arn) => ONE_ROLE.test(arn)),
        `${role.id}: trusts more than single roles`,
      );
      const account = at(value, 'Condition', 'StringEquals', 'aws:SourceAccount');
      const asks = services.some((service) => SAYS_FOR_WHOM.includes(service)) && isOurs(role);
      say(!asks || account !== undefined, `${role.id}: may be lent to another account`);
    }
  }
}

/** Whether a role is made by this code: the CDK makes one itself for the start of tasks. */
const isOurs = ({ id }: Resource) => !id.startsWith('TaskExecutionRole');

/** Keys: rotated, and open to others than the account only with a condition. */
export function keyFaults(all: readonly Resource[], say: Say): void {
  for (const key of ofType(all, 'AWS::KMS::Key')) {
    say(at(key.properties, 'EnableKeyRotation') === true, `${key.id}: never rotated`);
    for (const { sid, value } of statementsOf(key, at(key.properties, 'KeyPolicy'))) {
      const own = textOf(at(value, 'Principal', 'AWS')).includes(':root');
      say(own || at(value, 'Condition') !== undefined, `${key.id}/${sid}: open without a condition`);
      say(at(value, 'Principal') !== '*', `${key.id}/${sid}: open to everybody`);
    }
  }
}
