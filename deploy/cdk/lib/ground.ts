import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type Audit, createAudit } from './audit.ts';
import { createKey } from './key.ts';
import { createLog } from './logs.ts';
import { createNetwork, type Network } from './network.ts';
import { allowActing, allowAlerts, createHubRole } from './permissions.ts';
import { createQueues, type Queues } from './queues.ts';
import { accept } from './reasons.ts';
import { createRedis, type Redis } from './redis.ts';
import type { Settings } from './settings.ts';
import { createTopics, type Topics } from './topics.ts';

/** What every shape stands on. */
export interface Ground {
  readonly key: Key;
  readonly network: Network;
  readonly redis: Redis;
  readonly queues: Queues;
  readonly topics: Topics;
  readonly role: Role;
  /** Only where Rolewarden may act. */
  readonly audit: Audit | undefined;
  readonly externalId: Secret | undefined;
}

export function createGround(scope: Stack, settings: Settings): Ground {
  const key = createKey(scope, settings);
  const network = createNetwork(scope, settings, createLog(scope, 'Network', key, settings.logDays));
  const queues = createQueues(scope, key);
  const topics = createTopics(scope, key, settings);
  const role = createHubRole(scope, settings);
  const { quarantine } = queues;
  allowAlerts(
    role,
    { topicArn: topics.alerts.topicArn, queueArn: quarantine.queueArn, keyArn: key.keyArn },
    settings.region,
  );
  return {
    key,
    network,
    redis: createRedis(scope, network, key, settings.cacheNode),
    queues,
    topics,
    role,
    audit: settings.acting ? createAudit(scope, network, key, role) : undefined,
    externalId: settings.acting ? createExternalId(scope, key, role, settings) : undefined,
  };
}

/** What the spoke roles ask for; the operator hands it to them. */
function createExternalId(scope: Stack, encryptionKey: Key, role: Role, settings: Settings): Secret {
  allowActing(role, settings);
  const secret = new Secret(scope, 'ExternalId', {
    secretName: 'rolewarden/external-id',
    description: 'External id that the spoke roles of Rolewarden ask for',
    encryptionKey,
    removalPolicy: RemovalPolicy.RETAIN,
    generateSecretString: { excludePunctuation: true, passwordLength: 48 },
  });
  accept(
    secret,
    'AwsSolutions-SMG4',
    'Every spoke role holds it too: it changes only with them, docs/operations.md, Passwords.',
  );
  return secret;
}
