import { existsSync } from 'node:fs';
import { createApp } from '../app.ts';
import { readBaseline, writeBaseline } from '../baseline/file.ts';
import { createMemoryStore } from '../baseline/memory.ts';
import { acceptedSightings } from '../core/accept.ts';
import { RolewardenError } from '../core/errors.ts';
import type { StsEvent } from '../core/event.ts';
import type { Sighting } from '../core/habit.ts';
import { historyText } from '../report/history.ts';
import { readRecordings } from '../run/replay.ts';
import { COMMON, COMMON_HELP, type Command, findConfig, logAt, parse, type Surroundings } from './command.ts';

const OPTIONS = { ...COMMON, baseline: { type: 'string' } } as const;

export const baselineCommand: Command = {
  name: 'baseline',
  summary: 'show what is usual, or accept a finding as usual',
  help: `usage: rolewarden baseline show KEY --baseline FILE           what is known of an actor, a role or a value
       rolewarden baseline accept ID PATH... --baseline FILE   make what a finding's event had usual

KEY is an actor's key (person:alice@example.com, user:arn:...), a role (111122223333/Deploy), or a value of the
organisation (o:country/DE). ID is a finding's id; PATH the recordings that hold its event. Accepting makes the
event's country, network, client, hour, role and the like known for its actor and role from the next day on.

  --baseline FILE        histories, as replay --baseline writes them
${COMMON_HELP}`,
  async run(args, surroundings) {
    const { values, positionals } = parse('baseline', args, OPTIONS);
    if (values.help) {
      process.stdout.write(baselineCommand.help);
      return 0;
    }
    const [action, key, ...paths] = positionals;
    const file = existing(values.baseline);
    if (action === 'show' && key !== undefined && paths.length === 0) return show(key, file);
    if (action === 'accept' && key !== undefined && paths.length > 0) {
      const event = await eventOf(key, paths, values, surroundings);
      return accept(event, file);
    }
    throw new RolewardenError(
      'ERR_USAGE',
      'baseline takes `show KEY` or `accept ID PATH...`',
      'run `rolewarden baseline --help`',
    );
  },
};

function existing(path: string | undefined): string {
  if (path !== undefined && existsSync(path)) return path;
  throw new RolewardenError(
    'ERR_USAGE',
    path === undefined ? 'baseline needs --baseline FILE' : `there is no baseline ${path}`,
    'name a file that `rolewarden replay --baseline FILE` wrote',
  );
}

function show(key: string, file: string): number {
  const entries = readBaseline(file);
  const owner = ownersOf(key).find((one) => entries.some((entry) => entry.owner === one));
  if (owner === undefined) {
    const like = [...new Set(entries.map((entry) => entry.owner))]
      .filter((one) => one.includes(key))
      .slice(0, 5);
    const hint =
      like.length === 0 ? 'keys are in findings, under actor.key' : `did you mean ${like.join(', ')}?`;
    throw new RolewardenError('ERR_USAGE', `nothing is kept of ${JSON.stringify(key)}`, hint);
  }
  process.stdout.write(
    historyText(
      owner,
      entries.filter((entry) => entry.owner === owner),
      lastDay(entries) + 1,
    ),
  );
  return 0;
}

const ownersOf = (key: string) => [`a:${key}`, `r:${key}`, key];

function lastDay(entries: readonly Sighting[]): number {
  return entries.reduce((last, { days }) => Math.max(last, ...days), 0);
}

function accept(event: StsEvent, file: string): number {
  const store = createMemoryStore();
  const taught = acceptedSightings(event);
  store.add(readBaseline(file));
  store.add(taught);
  writeBaseline(file, store.entries());
  const values = taught.map(({ owner, dimension, value }) => `  ${owner}: ${dimension} ${value}\n`);
  process.stderr.write(
    `accepted ${event.id}; known from the next day on:\n${[...new Set(values)].sort().join('')}`,
  );
  return 0;
}

async function eventOf(
  id: string,
  paths: readonly string[],
  values: { readonly config?: string; readonly 'log-level'?: string },
  surroundings: Surroundings,
): Promise<StsEvent> {
  const log = logAt(values['log-level']);
  const app = await createApp({ config: findConfig(values.config, surroundings).config, log });
  const { events } = await readRecordings(app, { paths, log, signal: surroundings.signal });
  await app.close();
  const found = events.find((event) => event.id === id || event.eventId === id);
  if (found !== undefined) return found;
  throw new RolewardenError(
    'ERR_USAGE',
    `no event ${JSON.stringify(id)} among ${events.length}`,
    'name the recordings that hold it',
  );
}
