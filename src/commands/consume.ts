import { RolewardenError, wrongUsage } from '../core/errors.ts';
import type { Log } from '../core/ports/ports.ts';
import { namedRegion, variable } from '../environment.ts';
import type { OpenFeed } from '../run/consume/consumer.ts';
import type { Listen } from '../run/consume/health.ts';
import { oneOf } from './arguments.ts';
import {
  COMMON,
  commonHelp,
  defineCommand,
  findConfig,
  logAt,
  type Surroundings,
  type ValuesOf,
} from './command.ts';

const OPTIONS = {
  ...COMMON,
  source: { type: 'string' },
  queue: { type: 'string' },
  stream: { type: 'string' },
  start: { type: 'string' },
  listen: { type: 'string' },
  emf: { type: 'boolean' },
  canary: { type: 'boolean' },
} as const;

type Values = ValuesOf<typeof OPTIONS>;

const SOURCES = ['sqs', 'kinesis'] as const;
const STARTS = ['latest', 'horizon'] as const;
const LISTEN = '127.0.0.1:9464';
const LEVEL = 'info';

export const consumeCommand = defineCommand({
  name: 'consume',
  options: OPTIONS,
  resident: true,
  help: `usage: rolewarden consume --source sqs --queue URL [options]
       rolewarden consume --source kinesis --stream NAME|ARN [options]

Receives CloudTrail from a queue or a stream, judges it, alerts, and ends sessions where the configuration is armed
(docs/acting.md). What is judged and settled is acknowledged; what still needs an alert or a revocation is redelivered.
Any number of consumers can share a queue. docs/consumer.md has the queue's settings, the health server and the metrics.
SIGTERM or Ctrl-C: receives no more, finishes what is in flight within 25 seconds, then exits; a second one: exits now.

  --source SOURCE        ${SOURCES.join(', ')}
  --queue URL            sqs: the queue's URL
  --stream NAME|ARN      kinesis: the stream
  --start WHERE          kinesis: where a shard without a checkpoint begins: ${STARTS.join(', ')} (default latest)
  --listen HOST:PORT     /livez, /readyz and /metrics, open to whoever can connect (default ${LISTEN}); off: none
  --emf                  metrics also on stdout, each minute, in CloudWatch's embedded metric format
  --canary               calls STS each minute (GetCallerIdentity): the call must come back through CloudTrail
${commonHelp(LEVEL)}
Exit status: 0 stopped, everything in flight was settled; 1 failed, or something was abandoned and is redelivered;
2 wrong usage or configuration; 130, 143 stopped a second time.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw usage('consume takes no words');
    return await run(values, surroundings);
  },
});

async function run(values: Values, surroundings: Surroundings): Promise<number> {
  const { environment, signal } = surroundings;
  if (values.source === undefined) throw usage('consume needs a --source');
  const source = oneOf('--source', values.source, SOURCES);
  const listen = listenAt(values.listen ?? LISTEN);
  const log = logAt(values['log-level'] ?? LEVEL);
  const { name, open } = await (source === 'sqs' ? sqs : kinesis)(values, surroundings, log);
  const { config } = findConfig(values.config, surroundings);
  const { consume } = await import('../run/consume/consumer.ts');
  const emf = values.emf === true;
  const canary = values.canary === true;
  return await consume({ config, environment, log, open, name, listen, emf, canary, signal });
}

/** Checks the options of a source; returns how it is opened, and its name for the log. */
type Opening = (
  values: Values,
  surroundings: Surroundings,
  log: Log,
) => Promise<{ readonly name: string; readonly open: OpenFeed }>;

const sqs: Opening = async ({ queue, start, stream }, { environment }, log) => {
  if (queue === undefined) throw usage('--source sqs needs a --queue');
  if (stream !== undefined || start !== undefined)
    throw usage('--stream and --start go with --source kinesis');
  const { createSqsFeed } = await import('../feeds/sqs/sqs.ts');
  const endpoint = variable(environment, 'AWS_ENDPOINT_URL_SQS', 'AWS_ENDPOINT_URL');
  return { name: queue, open: (_live, meter) => createSqsFeed({ queue, endpoint, meter, log }) };
};

const kinesis: Opening = async ({ queue, start, stream }, { environment }, log) => {
  if (stream === undefined) throw usage('--source kinesis needs a --stream');
  if (queue !== undefined) throw usage('--queue goes with --source sqs');
  const where = oneOf('--start', start ?? 'latest', STARTS);
  const { createKinesisFeed } = await import('../feeds/kinesis/kinesis.ts');
  const region = namedRegion(environment);
  const settings = region === undefined ? {} : { region };
  const open: OpenFeed = ({ checkpoints, letGo }, meter) => {
    if (checkpoints !== undefined) {
      return createKinesisFeed({ stream, start: where, checkpoints, letGo, meter, log, settings });
    }
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      'a stream cannot be read without a store: the store keeps the checkpoints',
      'name a Redis under store.url',
    );
  };
  return { name: stream, open };
};

function listenAt(text: string): Listen | undefined {
  if (text === 'off') return undefined;
  const [, ip, name, digits] = /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = ip ?? name;
  if (host !== undefined && Number(digits) <= 65_535) return { host, port: Number(digits) };
  throw usage(`--listen cannot be ${JSON.stringify(text)}: HOST:PORT such as 0.0.0.0:9464, or off`);
}

function usage(message: string): RolewardenError {
  return wrongUsage(message, 'run `rolewarden consume --help`');
}
