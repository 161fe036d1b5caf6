import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { createAudit } from './audit.ts';
import { createKey } from './key.ts';
import { createLog } from './logs.ts';
import { createNetwork, type Network } from './network.ts';
import { allowActing, allowAlerts, createHubRole } from './permissions.ts';
import { createQueues, type Queues } from './queues.ts';
import { accept } from './reasons.ts';
import { createRedis, type Redis } from './redis.ts';
import type { Settings } from './settings.ts';
import { createTopics, type Topics } from './topics.ts';

/** What every deployment has, whatever its feed and compute. */
export interface Ground {
  readonly key: Key;
  readonly network: Network;
  readonly redis: Redis;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly role: Role;
  /** Undefined if Rolewarden may not act. */
  readonly externalId: Secret | undefined;
  /** Signs what is recorded of revocations. Undefined if Rolewarden may not act. */
  readonly signingKey: Secret | undefined;
}

/** Makes what every deployment has. */
export function createGround(scope: Stack, settings: Settings): Ground {
  const key = createKey(scope, settings);
  const network = createNetwork(scope, settings, createLog(scope, 'Network', key, settings.logDays));
  const queues = createQueues(scope, key);
  const topics = createTopics(scope, key, settings);
  const role = createHubRole(scope, settings);
  if (settings.acting) createAudit(scope, key, role, settings);
  const { quarantine } = queues;
  allowAlerts(
    role,
    { topicArn: topics.alerts.topicArn, queueArn: quarantine.queueArn, keyArn: key.keyArn },
    settings.region,
  );
  return {
    key,
    network,
    redis: createRedis(scope, network, key, settings),
    queues,
    topics,
    role,
    externalId: settings.acting ? createExternalId(scope, key, role, settings) : undefined,
    signingKey: settings.acting ? createSigningKey(scope, key) : undefined,
  };
}

/** The right to assume spoke roles, and the external id that they require: the operator passes it on to them. */
function createExternalId(scope: Stack, encryptionKey: Key, role: Role, settings: Settings): Secret {
  allowActing(role, settings);
  const secret = new Secret(scope, 'ExternalId', {
    secretName: 'rolewarden/external-id',
    description: 'External id that the spoke roles of Rolewarden ask for',
    encryptionKey,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    generateSecretString: { excludePunctuation: true, passwordLength: 48 },
  });
  accept(
    secret,
    'AwsSolutions-SMG4',
    'Every spoke role holds it too: it changes only with them, docs/operations.md, Passwords.',
  );
  return secret;
}

/** Known to workers and to whoever approves; Redis, and who has its password alone, must not know it. */
function createSigningKey(scope: Stack, encryptionKey: Key): Secret {
  const secret = new Secret(scope, 'SigningKey', {
    description: 'Signs what Rolewarden records of revocations in Redis',
    encryptionKey,
    generateSecretString: { excludePunctuation: true, passwordLength: 64 },
  });
  accept(
    secret,
    'AwsSolutions-SMG4',
    'What waits or is in force was signed with it: it changes only by hand, docs/operations.md, Passwords.',
  );
  return secret;
}
