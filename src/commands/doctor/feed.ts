import { reasonOf } from '../../core/errors.ts';
import { lacksLogin } from '../../core/ports/trouble.ts';
import { regionOf } from '../../environment.ts';
import { regionOfQueue } from '../../feeds/sqs/url.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, lacksRight, ok, warn } from './checks.ts';

/** Seconds. With less, a batch that waits for IAM is delivered a second time. */
const VISIBILITY = 60;
/** Seconds. */
const HOUR = 3_600;
/** Over a weekend, until somebody looks on Monday. SQS keeps messages for four days unless told otherwise. */
const RETENTION = 72 * HOUR;
const UNTRIED = 'sqs:ReceiveMessage, DeleteMessage and ChangeMessageVisibility are not tried';

/** Whether the queue that events come through is reached, and its settings are safe. */
export async function queueChecks(
  { config, environment }: Pick<Desk, 'config' | 'environment'>,
  url: string,
): Promise<readonly Check[]> {
  try {
    return queueFindings(await attributesOf(url, environment), config.revocation.trusted);
  } catch (thrown) {
    return [unreachedQueue(url, thrown)];
  }
}

/** The check of a queue that could not be asked. */
export function unreachedQueue(url: string, thrown: unknown): Check {
  const actions = ['GetQueueAttributes', 'ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility'];
  const fix = lacksLogin(thrown)
    ? 'give this process AWS credentials: see aws-credentials'
    : `check the address, and allow ${actions.map((action) => `sqs:${action}`).join(', ')}`;
  return fail('queue', `${url}: ${reasonOf(thrown)}`, fix);
}

async function attributesOf(
  url: string,
  environment: Desk['environment'],
): Promise<Readonly<Record<string, string>>> {
  const { GetQueueAttributesCommand, SQSClient } = await import('@aws-sdk/client-sqs');
  const region = regionOfQueue(url) ?? regionOf(environment);
  const client = new SQSClient({ region, maxAttempts: 2 });
  try {
    const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] });
    const { Attributes = {} } = await client.send(asked, { abortSignal: AbortSignal.timeout(5_000) });
    return Attributes;
  } finally {
    client.destroy();
  }
}

/** The checks of a queue, from its attributes. Nothing is received: SQS would count that for the dead-letter queue. */
export function queueFindings(
  attributes: Readonly<Record<string, string>>,
  trusted: readonly string[],
): readonly Check[] {
  const { ApproximateNumberOfMessages = '0', QueueArn = '', RedrivePolicy, VisibilityTimeout } = attributes;
  const encrypted =
    attributes['SqsManagedSseEnabled'] === 'true' || attributes['KmsMasterKeyId'] !== undefined;
  const visible = Number(VisibilityTimeout ?? 30);
  const kept = Number(attributes['MessageRetentionPeriod'] ?? 96 * HOUR);
  return [
    ok('queue', `${QueueArn} is reached, ${ApproximateNumberOfMessages} messages wait; ${UNTRIED}`),
    RedrivePolicy === undefined
      ? fail(
          'queue-dlq',
          'no dead-letter queue: a message that always fails is redelivered until it expires',
          'set a redrive policy',
        )
      : triesFinding(RedrivePolicy),
    visible < VISIBILITY
      ? warn('queue-visibility', `${visible} s`, `at least ${VISIBILITY} s: an action may wait that long`)
      : ok('queue-visibility', `${visible} s`),
    kept < RETENTION
      ? warn(
          'queue-retention',
          `${Math.round(kept / HOUR)} hours`,
          `keep at least ${RETENTION / HOUR}: a weekend’s outage loses events`,
        )
      : ok('queue-retention', `${Math.round(kept / HOUR)} hours`),
    encrypted
      ? ok('queue-encrypted', 'at rest')
      : warn('queue-encrypted', 'not encrypted: events hold session tokens', 'turn on SSE-SQS or SSE-KMS'),
    trusted.includes(QueueArn)
      ? ok('queue-trusted', 'trusted: its events may trigger revocations')
      : warn(
          'queue-trusted',
          'not trusted: its events alert and never trigger revocations',
          `to act: revocation.trusted: ["${QueueArn}"]`,
        ),
  ];
}

/** Fewer tries are over within minutes: the pauses between them are 5, 10, 20, 40 and then 60 seconds. */
const TRIES = 10;

function triesFinding(redrivePolicy: string): Check {
  const tries = Number(/"maxReceiveCount":\s*"?(\d+)/.exec(redrivePolicy)?.[1] ?? TRIES);
  return tries < TRIES
    ? warn(
        'queue-dlq',
        `after ${tries} tries: an alert or a revocation that fails for minutes ends there`,
        'set maxReceiveCount to 20, about a quarter of an hour',
      )
    : ok('queue-dlq', redrivePolicy);
}

/** Whether input that cannot be read can be put into quarantine. */
export async function quarantineCheck({ config, environment }: Desk): Promise<Check> {
  const { quarantine } = config;
  if (quarantine.type === 'log') {
    return ok(
      'quarantine',
      'the log, with reason, size and hash; to keep the bytes, name a folder or a queue',
    );
  }
  if (quarantine.type === 'sqs') {
    try {
      const { QueueArn } = await attributesOf(quarantine.queue, environment);
      return ok('quarantine', `${QueueArn ?? quarantine.queue} is reached; sqs:SendMessage is not tried`);
    } catch (thrown) {
      return unseenQuarantine(quarantine.queue, thrown);
    }
  }
  const { auditPlace } = await import('../../effects/audits.ts');
  try {
    await auditPlace(quarantine.folder, environment).probe();
    return ok('quarantine', `${quarantine.folder} can be written`);
  } catch (thrown) {
    const fix = `make ${quarantine.folder} writable, with room, or name another`;
    return fail('quarantine', reasonOf(thrown), fix);
  }
}

/** The check of a quarantine queue that could not be looked at. A refusal only warns: sending needs no such right. */
export function unseenQuarantine(queue: string, thrown: unknown): Check {
  const words = `${queue}: ${reasonOf(thrown)}`;
  if (!lacksRight(thrown)) return fail('quarantine', words, 'check the address, and allow sqs:SendMessage');
  return warn(
    'quarantine',
    `${words}; cannot tell whether it is there and can be sent to`,
    'allow sqs:SendMessage, which is all that it needs',
    'allow sqs:GetQueueAttributes as well, for doctor to look at it',
  );
}
