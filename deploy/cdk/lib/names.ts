import type { Settings } from './settings.ts';

/** Names are fixed: the configuration, the spoke roles and other regions refer to them before anything exists. */
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
} as const;

/** The partition that a region belongs to. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

type Place = Pick<Settings, 'account' | 'region'>;

/** ARNs and addresses of what a deployment makes. */
export function placesOf({ account, region }: Place) {
  const partition = partitionOf(region);
  const arn = (service: string, rest: string) => `arn:${partition}:${service}:${region}:${account}:${rest}`;
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
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
    hub: `arn:${partition}:iam::${account}:role/${NAMES.hub}`,
    quarantineUrl: `https://sqs.${region}.${suffix}/${account}/${NAMES.quarantine}`,
  };
}
