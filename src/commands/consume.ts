import { RolewardenError } from '../core/errors.ts';
import type { Log } from '../core/ports.ts';
import type { OpenFeed } from '../run/consumer.ts';
import type { Listen } from '../run/health.ts';
import {
  COMMON,
  type Command,
  commonHelp,
  findConfig,
  logAt,
  oneOf,
  parse,
  type Surroundings,
} from './command.ts';

const OPTIONS = {
  ...COMMON,
  source: { type: 'string' },
  queue: { type: 'string' },
  stream: { type: 'string' },
  start: { type: 'string' },
  listen: { type: 'string' },
  emf: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

const SOURCES = ['sqs', 'kinesis'] as const;
const STARTS = ['latest', 'horizon'] as const;
const LISTEN = '127.0.0.1:9464';
const LEVEL = 'info';

export const consumeCommand: Command = {
  resident: true,
  help: `usage: rolewarden consume --source sqs --queue URL [options]
       rolewarden consume --source kinesis --stream NAME|ARN [options]

Receives CloudTrail from a queue or a stream, judges it, alerts, and ends sessions where the configuration is armed
(docs/acting.md). What is judged and settled is acknowledged; what is owed an alert or a revocation comes again. Any
number of consumers share a queue. docs/consumer.md has the queue's settings, the health server and the metrics.
SIGTERM and Ctrl-C: receives no more, finishes what is in flight for at most 25 seconds, and ends; once more: ends now.

  --source SOURCE        ${SOURCES.join(', ')}
  --queue URL            sqs: the queue's URL
  --stream NAME|ARN      kinesis: the stream
  --start WHERE          kinesis: where a shard without a checkpoint begins: ${STARTS.join(', ')} (default latest)
  --listen HOST:PORT     /livez, /readyz and /metrics for whoever reaches the address (default ${LISTEN}); off: none
  --emf                  metrics also on stdout, each minute, in CloudWatch's embedded metric format
${commonHelp(LEVEL)}
Exit status: 0 stopped, everything in flight was settled; 1 failed, or something was abandoned and comes again;
2 wrong usage or configuration; 130, 143 stopped a second time.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('consume', args, OPTIONS);
    if (values.help) {
      process.stdout.write(consumeCommand.help);
      return 0;
    }
    if (positionals.length > 0) throw usage('consume takes no words');
    return await run(values, surroundings);
  },
};

async function run(values: Values, surroundings: Surroundings): Promise<number> {
  const { environment, signal } = surroundings;
  if (values.source === undefined) throw usage('consume needs a --source');
  const source = oneOf('--source', values.source, SOURCES);
  const listen = listenAt(values.listen ?? LISTEN);
  const log = logAt(values['log-level'] ?? LEVEL);
  const { name, open } = await (source === 'sqs' ? sqs : kinesis)(values, surroundings, log);
  const { config } = findConfig(values.config, surroundings);
  const { consume } = await import('../run/consumer.ts');
  return await consume({ config, environment, log, open, name, listen, emf: values.emf === true, signal });
}

/** How a source is opened, and its name in the log. */
type Opening = (
  values: Values,
  surroundings: Surroundings,
  log: Log,
) => Promise<{ readonly name: string; readonly open: OpenFeed }>;

const sqs: Opening = async ({ queue, start, stream }, { environment }, log) => {
  if (queue === undefined) throw usage('--source sqs needs a --queue');
  if (stream !== undefined || start !== undefined)
    throw usage('--stream and --start go with --source kinesis');
  const { createSqsFeed } = await import('../feeds/sqs.ts');
  const endpoint = environment['AWS_ENDPOINT_URL_SQS'] ?? environment['AWS_ENDPOINT_URL'];
  return { name: queue, open: (_live, meter) => createSqsFeed({ queue, endpoint, meter, log }) };
};

const kinesis: Opening = async ({ queue, start, stream }, _surroundings, log) => {
  if (stream === undefined) throw usage('--source kinesis needs a --stream');
  if (queue !== undefined) throw usage('--queue goes with --source sqs');
  const where = oneOf('--start', start ?? 'latest', STARTS);
  const { createKinesisFeed } = await import('../feeds/kinesis.ts');
  const open: OpenFeed = ({ checkpoints, letGo }, meter) => {
    if (checkpoints !== undefined) {
      return createKinesisFeed({ stream, start: where, checkpoints, letGo, meter, log });
    }
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      'a stream cannot be read without a store: it keeps how far the stream was read',
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
  return new RolewardenError('ERR_USAGE', message, 'run `rolewarden consume --help`');
}
