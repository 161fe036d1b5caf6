import {
  at,
  listOf,
  ofType,
  permissionsOf,
  type Resource,
  type Say,
  type Statement,
  textOf,
} from './template.ts';

/** The actions allowed on the bucket of records, and on what: the bucket itself, or what is under the prefix. */
const MAY: ReadonlyMap<string, RegExp> = new Map([
  ['s3:PutObject', /^[^/]+\/records\/\*$/],
  ['s3:GetObject', /^[^/]+\/records\/\*$/],
  ['s3:ListBucket', /^[^/*]+$/],
]);
const YEAR = 365;

/** If Rolewarden may act: one bucket for its records, the rights on it, a service's hourly sweep; else no bucket. */
export function auditFaults(all: readonly Resource[], compute: string, say: Say): void {
  const statements = permissionsOf(all).filter(({ allows }) => allows);
  const buckets = ofType(all, 'AWS::S3::Bucket').filter(({ properties }) =>
    textOf(at(properties, 'BucketName')).startsWith('rolewarden-audit-'),
  );
  const acting = mayAct(all);
  say(buckets.length === (acting ? 1 : 0), `${buckets.length} buckets for records`);
  for (const bucket of buckets) {
    bucketFaults(bucket, say);
    accessFaults(statements, textOf(at(bucket.properties, 'BucketName')), say);
  }
  if (acting) scheduleFaults(all, compute, say);
}

/** Whether the template allows Rolewarden to act: to assume spoke roles. */
export const mayAct = (all: readonly Resource[]) => permissionsOf(all).some(({ sid }) => sid === 'Spokes');

function bucketFaults({ deletion, id, properties }: Resource, say: Say): void {
  say(deletion === 'RetainExceptOnCreate', `${id}: goes with the stack`);
  say(at(properties, 'VersioningConfiguration', 'Status') === 'Enabled', `${id}: no versions`);
  const rules = listOf(at(properties, 'LifecycleConfiguration', 'Rules'));
  say(rules.length > 0, `${id}: kept for ever`);
  for (const rule of rules) {
    const days = at(rule, 'ExpirationInDays');
    const old = at(rule, 'NoncurrentVersionExpiration', 'NoncurrentDays');
    say(Number(days) >= YEAR, `${id}: records are kept for ${textOf(days)} days`);
    say(Number(old) >= YEAR, `${id}: what was deleted is kept for ${textOf(old)} days`);
  }
}

function accessFaults(statements: readonly Statement[], bucket: string, say: Say): void {
  const about = statements.filter(({ resources }) => resources.some((one) => one.includes(bucket)));
  for (const { actions, resources, value } of about) {
    for (const action of actions) {
      const right = MAY.get(action);
      say(right !== undefined, `${bucket}: ${action} is allowed`);
      say(
        right === undefined || resources.every((one) => right.test(one)),
        `${bucket}: ${action} beyond the records`,
      );
    }
    const once = at(value, 'Condition', 'Null', 's3:if-none-match') === 'false';
    say(once || !actions.includes('s3:PutObject'), `${bucket}: records may be written over`);
    say(
      at(value, 'Condition', 'StringEquals', 's3:ResourceAccount') !== undefined,
      `${bucket}: may be somebody else’s`,
    );
  }
  for (const action of MAY.keys()) {
    say(
      about.some(({ actions }) => actions.includes(action)),
      `${bucket}: ${action} is not allowed`,
    );
  }
}

/** For a service: the hourly sweep. It settles by itself what waits; a function is woken each minute for that. */
function scheduleFaults(all: readonly Resource[], compute: string, say: Say): void {
  const every = (time: string) =>
    ofType(all, 'AWS::Events::Rule').filter(
      ({ properties }) => at(properties, 'ScheduleExpression') === time,
    );
  if (compute === 'lambda') return;
  const targets = every('rate(1 hour)').flatMap(({ properties }) => listOf(at(properties, 'Targets')));
  say(targets.length === 1, 'nobody sweeps');
  for (const target of targets) {
    say(textOf(at(target, 'Input')).includes('"command":["sweep"'), 'the sweep is another command');
    say(at(target, 'RoleArn') !== undefined, 'the sweep may not start');
    const network = at(target, 'EcsParameters', 'NetworkConfiguration', 'AwsVpcConfiguration');
    say(at(network, 'AssignPublicIp') === 'DISABLED', 'the sweep has a public address');
    say(listOf(at(network, 'SecurityGroups')).length > 0, 'the sweep is in no group');
  }
}
