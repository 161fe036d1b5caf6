import { wrongUsage } from '../../core/errors.ts';

/** The kinds of target to which events can be sent. */
export type TargetKind = 'queue' | 'function' | 'stream' | 'bus';

/** The parts of an ARN that decide whether a rule may use it. */
export interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** The name without the word before it: `rolewarden` of `function:rolewarden` or of `event-bus/rolewarden`. */
  readonly name: string;
}

/** Where a rule sends its events. */
export interface RuleTarget extends Arn {
  readonly kind: TargetKind;
}

const KINDS: ReadonlyMap<TargetKind, RegExp> = new Map([
  ['queue', /^sqs:([a-z0-9-]+):(\d{12}):([\w-]{1,80}(?:\.fifo)?)$/],
  ['function', /^lambda:([a-z0-9-]+):(\d{12}):function:([\w-]{1,64}(?::[\w$-]+)?)$/],
  ['stream', /^kinesis:([a-z0-9-]+):(\d{12}):stream\/([\w.-]{1,128})$/],
  ['bus', /^events:([a-z0-9-]+):(\d{12}):event-bus\/([\w./-]{1,256})$/],
]);
const ROLE = /^iam:():(\d{12}):role\/([\w+=,.@/-]+)$/;

/** Parses `--target`: a standard queue, a function, a stream or a bus. Throws ERR_USAGE for anything else. */
export function parseTarget(text: string): RuleTarget {
  for (const [kind, shape] of KINDS) {
    const arn = matched(text, shape);
    if (arn === undefined) continue;
    if (kind === 'queue') refuseFifo('--target', arn);
    return { kind, ...arn };
  }
  throw wrongUsage(
    `--target cannot be ${JSON.stringify(text)}`,
    'give the ARN of an SQS queue, a Lambda function, a Kinesis stream or an event bus',
  );
}

/** Parses `--dlq`: a standard queue. Throws ERR_USAGE for anything else. */
export function parseDeadLetterQueue(text: string): Arn {
  const arn = matched(text, KINDS.get('queue'));
  if (arn !== undefined) return refuseFifo('--dlq', arn);
  throw wrongUsage(
    `--dlq cannot be ${JSON.stringify(text)}`,
    'give the ARN of an SQS queue, such as arn:aws:sqs:eu-central-1:111122223333:rolewarden-dead',
  );
}

/** Parses `--target-role`: a role. Throws ERR_USAGE for anything else. */
export function parseRole(text: string): Arn {
  const arn = matched(text, ROLE);
  if (arn !== undefined) return arn;
  throw wrongUsage(
    `--target-role cannot be ${JSON.stringify(text)}`,
    'give the ARN of a role, such as arn:aws:iam::111122223333:role/rolewarden-events',
  );
}

function matched(text: string, shape: RegExp | undefined): Arn | undefined {
  const [, partition, rest = ''] = /^arn:(aws[a-z-]*):(.*)$/s.exec(text) ?? [];
  const [, region, account, name] = shape?.exec(rest) ?? [];
  if (partition === undefined || region === undefined || account === undefined || name === undefined) {
    return undefined;
  }
  return { text, partition, region, account, name };
}

function refuseFifo<A extends Arn>(option: string, arn: A): A {
  if (!arn.name.endsWith('.fifo')) return arn;
  throw wrongUsage(
    `${option} cannot be the FIFO queue ${arn.text}`,
    'name a standard queue: EventBridge gives no message group and keeps no order, and Rolewarden needs none',
  );
}
