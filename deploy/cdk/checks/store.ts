import { refusesPlain } from './events.ts';
import { at, listOf, ofType, type Resource, type Say, statementsOf, textOf } from './template.ts';

/** Redis: TLS, encrypted, in two zones, kept, never evicting, with a user that may use only keys rw:*. */
export function redisFaults(all: readonly Resource[], say: Say): void {
  const groups = ofType(all, 'AWS::ElastiCache::ReplicationGroup');
  say(groups.length === 1, `${groups.length} replication groups`);
  for (const { id, properties } of groups) {
    const is = (key: string, wanted: unknown) =>
      say(at(properties, key) === wanted, `${id}: ${key} is not ${String(wanted)}`);
    is('TransitEncryptionEnabled', true);
    is('TransitEncryptionMode', 'required');
    is('AtRestEncryptionEnabled', true);
    is('MultiAZEnabled', true);
    is('AutomaticFailoverEnabled', true);
    say(Number(at(properties, 'SnapshotRetentionLimit')) >= 1, `${id}: no snapshots`);
    say(listOf(at(properties, 'UserGroupIds')).length === 1, `${id}: no users: anybody may log in`);
    say(at(properties, 'CacheParameterGroupName') !== undefined, `${id}: the default parameters evict`);
  }
  const policies = ofType(all, 'AWS::ElastiCache::ParameterGroup').map(({ properties }) =>
    at(properties, 'Properties', 'maxmemory-policy'),
  );
  say(policies.length === 1 && policies[0] === 'noeviction', 'maxmemory-policy is not noeviction');
  userFaults(all, say);
}

function userFaults(all: readonly Resource[], say: Say): void {
  const users = ofType(all, 'AWS::ElastiCache::User');
  const words = new Map(
    users.map(({ properties }) => [
      textOf(at(properties, 'UserName')),
      textOf(at(properties, 'AccessString')),
    ]),
  );
  say(words.get('default') === 'off -@all', 'the user default is not switched off');
  const ours = words.get('rolewarden')?.split(' ') ?? [];
  const keys = ours.filter((word) => word.startsWith('~') || word.startsWith('%') || word === 'allkeys');
  say(keys.join() === '~rw:*', 'the user rolewarden may reach other keys than rw:*');
  say(
    ours.includes('-@all') && !ours.some((word) => /^\+@|^allcommands$/.test(word)),
    'the user rolewarden may do anything',
  );
  for (const { id, properties } of users) {
    const guarded =
      listOf(at(properties, 'Passwords')).length > 0 || at(properties, 'UserName') === 'default';
    say(guarded, `${id}: no password`);
  }
}

/** Network: nothing may be reached from an address, and nothing has a public one. */
export function networkFaults(all: readonly Resource[], say: Say): void {
  const groups = ofType(all, 'AWS::EC2::SecurityGroup');
  for (const { id, properties } of groups) {
    for (const rule of listOf(at(properties, 'SecurityGroupIngress'))) {
      say(at(rule, 'SourceSecurityGroupId') !== undefined, `${id}: reached by an address`);
    }
  }
  for (const { id, properties } of ofType(all, 'AWS::EC2::SecurityGroupIngress')) {
    say(at(properties, 'SourceSecurityGroupId') !== undefined, `${id}: reached by an address`);
  }
  for (const { id, properties } of ofType(all, 'AWS::EC2::Subnet')) {
    say(at(properties, 'MapPublicIpOnLaunch') !== true, `${id}: gives public addresses`);
  }
  say(ofType(all, 'AWS::EC2::FlowLog').length > 0, 'no flow log');
  const gateways = ofType(all, 'AWS::EC2::VPCEndpoint').filter(
    ({ properties }) =>
      at(properties, 'VpcEndpointType') === 'Gateway' &&
      textOf(at(properties, 'ServiceName')).includes('.s3'),
  );
  say(gateways.length === 1, 'S3 is reached through no gateway of its own');
}

const CLOSED = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** A bucket: encrypted with the key, never public, for TLS only, and its policy allows nobody anything. */
function bucketFaults(all: readonly Resource[], { id, properties }: Resource, say: Say): void {
  const [encryption] = listOf(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
  const how = at(encryption, 'ServerSideEncryptionByDefault');
  say(
    at(how, 'SSEAlgorithm') === 'aws:kms' && at(how, 'KMSMasterKeyID') !== undefined,
    `${id}: not encrypted`,
  );
  for (const key of CLOSED) {
    say(at(properties, 'PublicAccessBlockConfiguration', key) === true, `${id}: ${key} is not set`);
  }
  const own = ofType(all, 'AWS::S3::BucketPolicy').filter(
    (policy) => at(policy.properties, 'Bucket', 'Ref') === id,
  );
  say(own.some(refusesPlain), `${id}: may be used without TLS`);
  const opens = own.flatMap((policy) => statementsOf(policy, at(policy.properties, 'PolicyDocument')));
  say(!opens.some(({ allows }) => allows), `${id}: its policy lets somebody in`);
}

/**
 * What is kept: it is encrypted, and logs have a time limit. If a first deployment fails, it leaves nothing behind that
 * would hinder the next.
 */
export function keptFaults(all: readonly Resource[], say: Say): void {
  for (const { deletion, id } of all) say(deletion !== 'Retain', `${id}: outlives a deployment that failed`);
  for (const { id, properties } of ofType(all, 'AWS::Logs::LogGroup')) {
    say(Number(at(properties, 'RetentionInDays')) >= 30, `${id}: no time limit`);
    say(at(properties, 'KmsKeyId') !== undefined, `${id}: not encrypted`);
  }
  for (const { id, properties } of ofType(all, 'AWS::Kinesis::Stream')) {
    say(at(properties, 'StreamEncryption', 'KeyId') !== undefined, `${id}: not encrypted`);
  }
  for (const bucket of ofType(all, 'AWS::S3::Bucket')) bucketFaults(all, bucket, say);
  for (const { id, properties } of ofType(all, 'AWS::SecretsManager::Secret')) {
    say(at(properties, 'KmsKeyId') !== undefined, `${id}: not encrypted`);
  }
}
