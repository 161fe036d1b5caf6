import { wrongUsage } from '../../core/errors.ts';
import type { StsEvent } from '../../core/event/event.ts';
import { acceptedSightings } from '../../core/learning/accept.ts';
import { meant } from '../../core/text/nearest.ts';
import { encodeText } from '../../report/encode.ts';
import { readRecordings } from '../../run/replay/recordings.ts';
import { byId, ENOUGH } from '../arguments.ts';
import {
  COMMON,
  COMMON_HELP,
  defineCommand,
  findConfig,
  logAt,
  type Surroundings,
  type ValuesOf,
} from '../command.ts';
import { type Opened, withOpened } from '../opened.ts';
import { forget, show } from './look.ts';
import { exportAll, importFrom, mustBeThere } from './move.ts';
import { type BaselinePlace, openPlace, type Purpose } from './place.ts';

const OPTIONS = {
  ...COMMON,
  baseline: { type: 'string' },
  store: { type: 'string' },
  out: { type: 'string' },
} as const;

const WORDS = '`show KEY`, `accept ID PATH...`, `export [--out FILE]`, `import FILE` or `forget KEY`';

type Values = ValuesOf<typeof OPTIONS>;

export const baselineCommand = defineCommand({
  name: 'baseline',
  options: OPTIONS,
  interruptible: true,
  help: `usage: rolewarden baseline show KEY           what is known of an actor, a role or a value
       rolewarden baseline accept ID PATH...  make usual what a finding's event had
       rolewarden baseline export [--out F]   every history as NDJSON, sorted; to stdout by default
       rolewarden baseline import FILE        add what was exported to what is known; - is standard input
       rolewarden baseline forget KEY         forget an actor, a role or a value
each with --baseline FILE or --store URL.

KEY is an actor's key (person:alice@example.com, user:arn:...), a role (111122223333/Deploy), or a value of the
organisation (o:country/DE). ID is a finding's id, or its first eight characters or more; PATH the recordings that hold
its event. Accepting makes the event's country, network, client, hour, role and the like known for its actor and role
from the next day on. Importing is a union: order and repetition do not matter. A running consumer sees what was
imported, accepted or forgotten when its next day begins, an hour after midnight UTC.

  --baseline FILE        histories, as replay --baseline and baseline export write them
  --store URL            a Redis: redis://..., \${env:NAME}, ... (docs/redis.md)
  --out FILE             export to FILE instead of stdout
${COMMON_HELP}`,
  async run({ values, positionals }, surroundings) {
    const action = actionOf(positionals, values);
    if (action !== undefined && values.out !== undefined && positionals[0] !== 'export') {
      throw wrongUsage('--out goes with export', 'leave it out');
    }
    if (action === undefined) {
      throw wrongUsage(
        `baseline takes ${WORDS}${meant(positionals[0] ?? '', ['show', 'accept', 'export', 'import', 'forget'])}`,
        'run `rolewarden baseline --help`',
      );
    }
    const place = await openPlace(values, purposeOf(positionals[0]), surroundings);
    try {
      await action(place, surroundings);
    } finally {
      await place.histories.close();
    }
    return 0;
  },
});

function purposeOf(name: string | undefined): Purpose {
  if (name === 'import') return 'fill';
  return name === 'accept' || name === 'forget' ? 'change' : 'look';
}

type Action = (place: BaselinePlace, surroundings: Surroundings) => Promise<void>;

function actionOf([name, key, ...rest]: readonly string[], values: Values): Action | undefined {
  if (name === 'export' && key === undefined)
    return (place, { signal }) => exportAll(place, values.out, signal);
  if (key === undefined) return undefined;
  if (name === 'accept' && key.length < ENOUGH)
    throw wrongUsage(
      `baseline accept takes an ID of eight characters or more, not ${JSON.stringify(key)}`,
      'give more of it: it is in the alert, and in what replay prints',
    );
  if (name === 'accept' && rest.length > 0)
    return async (place, surroundings) => accept(await eventOf(key, rest, values, surroundings), place);
  if (rest.length > 0) return undefined;
  if (name === 'show') return (place) => show(key, place);
  if (name === 'forget') return (place) => forget(key, place);
  if (name !== 'import') return undefined;
  mustBeThere(key);
  return (place, { signal }) => importFrom(key, place, signal);
}

async function accept(event: StsEvent, { histories, save }: BaselinePlace): Promise<void> {
  const taught = acceptedSightings(event);
  await histories.add(taught);
  await save();
  const values = taught.map(
    ({ owner, dimension, value }) => `  ${encodeText(`${owner}: ${dimension} ${value}`)}\n`,
  );
  process.stderr.write(
    `accepted ${event.id}; known from the next day on:\n${[...new Set(values)].sort().join('')}`,
  );
}

async function eventOf(
  id: string,
  paths: readonly string[],
  values: Values,
  surroundings: Surroundings,
): Promise<StsEvent> {
  const events = await read(paths, values, surroundings);
  const found = byId('events', id, events, (event) => event);
  if (found !== undefined) return found;
  throw wrongUsage(
    `no event ${JSON.stringify(id)} among ${events.length}`,
    'name the recordings that hold it',
  );
}

async function read(
  paths: readonly string[],
  values: Values,
  surroundings: Surroundings,
): Promise<readonly StsEvent[]> {
  const log = logAt(values['log-level']);
  const { config } = findConfig(values.config, surroundings);
  const { signal } = surroundings;
  const read = ({ app, buckets }: Opened) => readRecordings(app, { paths, log, buckets, signal });
  return (await withOpened({ config, log, paths, progress: false }, surroundings, read)).events;
}
