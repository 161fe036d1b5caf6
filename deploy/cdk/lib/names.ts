import { partitionOf, suffixOf } from './places.ts';
import type { Settings } from './settings.ts';

/** Fixed names of resources: the configuration, the spoke roles and other regions refer to them before they exist. */
export const NAMES = {
  events: 'rolewarden-events',
  dead: 'rolewarden-dead',
  undelivered: 'rolewarden-undelivered',
  quarantine: 'rolewarden-quarantine',
  rule: 'rolewarden-sts',
  bus: 'rolewarden',
  stream: 'rolewarden-events',
  worker: 'rolewarden',
  hub: 'rolewarden-hub',
  spoke: 'rolewarden-spoke',
  forwarder: 'rolewarden-forward',
  alerts: 'rolewarden-alerts',
  alarms: 'rolewarden-alarms',
  sweep: 'rolewarden-sweep',
} as const;

/** The prefix of the records of actions in their bucket. */
export const AUDIT_PREFIX = 'records';

/** The name of the container in a task. */
export const CONTAINER = 'rolewarden';

type Place = Pick<Settings, 'account' | 'region'>;

/** ARNs and URLs of what a deployment makes. */
export function placesOf({ account, region }: Place) {
  const partition = partitionOf(region);
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const suffix = suffixOf(partition);
  const auditBucket = `rolewarden-audit-${account}-${region}`;
  return {
    partition,
    bus: arn('events', `event-bus/${NAMES.bus}`),
    rule: arn('events', `rule/${NAMES.rule}`),
    busRule: arn('events', `rule/${NAMES.bus}/${NAMES.rule}`),
    events: arn('sqs', NAMES.events),
    stream: arn('kinesis', `stream/${NAMES.stream}`),
    worker: arn('lambda', `function:${NAMES.worker}`),
    alerts: arn('sns', NAMES.alerts),
    alarms: arn('cloudwatch', 'alarm:rolewarden-*'),
    sweep: arn('events', `rule/${NAMES.sweep}`),
    auditBucket,
    /** What `revocation.audit.folder` has to be. */
    auditFolder: `s3://${auditBucket}/${AUDIT_PREFIX}`,
    hub: `arn:${partition}:iam::${account}:role/${NAMES.hub}`,
    quarantineUrl: `https://sqs.${region}.${suffix}/${account}/${NAMES.quarantine}`,
  };
}

/** What an external id must be: STS takes no other characters, and a space or a line that was pasted with it would fit nobody. */
export const EXTERNAL_ID_FORM = {
  minLength: 20,
  maxLength: 1_224,
  allowedPattern: '^[A-Za-z0-9_+=,.@:/-]+$',
  constraintDescription: '20 to 1,224 letters, digits and _+=,.@:/-, as in the secret of the hub',
};
