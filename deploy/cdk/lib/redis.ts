import { Fn, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnParameterGroup,
  CfnReplicationGroup,
  CfnSubnetGroup,
  CfnUser,
  CfnUserGroup,
} from 'aws-cdk-lib/aws-elasticache';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { type Network, REDIS_PORT } from './network.ts';
import { accept } from './reasons.ts';
import { textIn } from './secrets.ts';
import type { Settings } from './settings.ts';

const STORE = 'get mget getrange set del smembers scan evalsha eval script|load scard sadd pexpire info';
const LEDGER = 'time hget hset hdel hgetall hkeys hexists hlen hincrby zadd zrange zremrangebyscore';

/** The rights of the Redis user, as in docs/redis.md: keys rw:*, and only commands that Rolewarden uses. */
export const ACCESS = `on ~rw:* -@all ${[...STORE.split(' '), ...LEDGER.split(' ')].map((name) => `+${name}`).join(' ')}`;

/** Redis, for histories and the ledger: in two zones, with TLS and a user of its own, and without eviction of keys. */
export interface Redis {
  readonly group: CfnReplicationGroup;
  /** The address with the password, as `store.url` takes it: a reference to a secret, not its text. */
  readonly url: string;
  /** The same as a secret, for a container. */
  readonly secret: Secret;
  readonly password: Secret;
}

/** Creates the server in the private network, reached over TLS with a password that nobody sees. */
export function createRedis(scope: Construct, network: Network, key: IKey, settings: Settings): Redis {
  const password = new Secret(scope, 'RedisPassword', {
    description: 'Password of Rolewarden at its Redis',
    encryptionKey: key,
    generateSecretString: { excludePunctuation: true, passwordLength: 64 },
  });
  const { redisPassword = [] } = settings.secretVersions;
  const word = textIn(password, redisPassword[0]);
  const words = [word, ...redisPassword.slice(1).map((version) => textIn(password, version))];
  const group = createGroup(scope, network, key, settings, createUsers(scope, words));
  const url = Fn.join('', [
    'rediss://rolewarden:',
    word,
    '@',
    group.attrPrimaryEndPointAddress,
    `:${REDIS_PORT}`,
  ]);
  const secret = new Secret(scope, 'RedisUrl', {
    description: 'Address of Rolewarden’s Redis',
    encryptionKey: key,
  });
  const raw = secret.node.defaultChild;
  if (!(raw instanceof CfnSecret)) throw new Error('a secret without its resource');
  raw.generateSecretString = undefined;
  raw.secretString = url;
  for (const one of [password, secret]) {
    accept(
      one,
      'AwsSolutions-SMG4',
      'ElastiCache takes two passwords at a time and rotates none: docs/operations.md, Passwords.',
    );
  }
  return { group, url, secret, password };
}

function createUsers(scope: Construct, passwords: string[]): CfnUserGroup {
  const user = new CfnUser(scope, 'RedisUser', {
    engine: 'redis',
    userId: 'rolewarden',
    userName: 'rolewarden',
    accessString: ACCESS,
    passwords,
  });
  const nobody = new CfnUser(scope, 'RedisNobody', {
    engine: 'redis',
    userId: 'rolewarden-default',
    userName: 'default',
    accessString: 'off -@all',
    noPasswordRequired: true,
  });
  const users = new CfnUserGroup(scope, 'RedisUsers', {
    engine: 'redis',
    userGroupId: 'rolewarden',
    userIds: [nobody.ref, user.ref],
  });
  return users;
}

function createGroup(
  scope: Construct,
  { redis, subnets, vpc }: Network,
  key: IKey,
  { cacheNode, redisSnapshot }: Settings,
  users: CfnUserGroup,
): CfnReplicationGroup {
  const where = new CfnSubnetGroup(scope, 'RedisSubnets', {
    description: 'Redis of Rolewarden',
    subnetIds: vpc.selectSubnets(subnets).subnetIds,
  });
  const parameters = new CfnParameterGroup(scope, 'RedisParameters', {
    cacheParameterGroupFamily: 'redis7',
    description: 'A full server refuses writes: an evicted key would be forgotten silently',
    properties: { 'maxmemory-policy': 'noeviction' },
  });
  const group = new CfnReplicationGroup(scope, 'Redis', {
    replicationGroupDescription: 'Histories and ledger of Rolewarden',
    engine: 'redis',
    engineVersion: '7.1',
    cacheNodeType: cacheNode,
    ...(redisSnapshot === undefined ? {} : { snapshotName: redisSnapshot }),
    cacheParameterGroupName: parameters.ref,
    cacheSubnetGroupName: where.ref,
    securityGroupIds: [redis.securityGroupId],
    userGroupIds: [users.ref],
    port: REDIS_PORT,
    numCacheClusters: 2,
    multiAzEnabled: true,
    automaticFailoverEnabled: true,
    autoMinorVersionUpgrade: true,
    transitEncryptionEnabled: true,
    transitEncryptionMode: 'required',
    atRestEncryptionEnabled: true,
    kmsKeyId: key.keyArn,
    snapshotRetentionLimit: 7,
    snapshotWindow: '02:00-03:00',
    preferredMaintenanceWindow: 'sun:03:30-sun:04:30',
  });
  group.applyRemovalPolicy(RemovalPolicy.SNAPSHOT);
  accept(
    group,
    'AwsSolutions-AEC6',
    'A user of its own by access control lists, which an AUTH token would exclude.',
  );
  return group;
}
