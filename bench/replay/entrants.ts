import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Corpus } from './corpus.ts';
import { isThere } from './measure.ts';

/** A way to get through the recordings. */
export interface Entrant {
  readonly id: string;
  readonly title: string;
  /** The command over a corpus; `scratch` is a folder for what it writes. */
  command(corpus: Corpus, scratch: string): readonly string[];
  /** How many STS records it saw, by what it printed or wrote; undefined if it does not count. */
  counted(stdout: string, scratch: string): number | undefined;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const NODE = process.execPath;
const PACKAGED = [NODE, here('../../dist/run/cli.js')];
const JQ = `find "$0" -name '*.json.gz' | sort | xargs zcat | jq -c '.Records[]|select(.eventSource=="sts.amazonaws.com")' > /dev/null`;

const script = (
  id: string,
  title: string,
  file: string,
  how: { readonly args?: readonly string[]; readonly counts?: boolean } = {},
): Entrant => ({
  id,
  title,
  command: ({ logs }) => [NODE, here(`reference/${file}.mjs`), logs, ...(how.args ?? [])],
  counted: (stdout) => (how.counts === false ? undefined : Number(stdout)),
});

/** What others do with the same files. */
const REFERENCES: readonly Entrant[] = [
  script('gunzip', 'gunzip only (`gunzipSync`), 1 thread', 'gunzip', { counts: false }),
  script('parse', 'gunzip, `JSON.parse`, filter, 1 thread', 'parse'),
  {
    id: 'jq',
    title: '`zcat \\| jq`, filter',
    command: ({ logs }) => ['sh', '-c', JQ, logs],
    counted: () => undefined,
  },
  script('duckdb-1', 'DuckDB, filter, 1 thread', 'duckdb', { args: ['1'] }),
  script('duckdb-2', 'DuckDB, filter, 2 threads', 'duckdb', { args: ['2'] }),
];

const summary = z.object({ stsEvents: z.number() });

function ours(id: string, title: string, cli: readonly string[], workers: readonly string[]): Entrant {
  const fileOf = (scratch: string) => join(scratch, 'summary.json');
  return {
    id,
    title: `**\`rolewarden replay\`**, all rules, ${title}`,
    command: ({ config, logs }, scratch) => [
      ...[...cli, 'replay', logs, '--config', config, ...workers],
      ...['--out', join(scratch, 'findings.txt'), '--summary', fileOf(scratch)],
    ],
    counted: (_, scratch) => summary.parse(JSON.parse(readFileSync(fileOf(scratch), 'utf8'))).stsEvents,
  };
}

/** Without the option, all of it is what is one thread with it. */
function oursOf(cli: readonly string[]): readonly Entrant[] {
  const pinned = isThere('taskset', '-c', '0', 'true');
  const [file = '', ...args] = [...cli, 'replay', '--help'];
  const { stdout } = spawnSync(file, args, { encoding: 'utf8' });
  const one = stdout.includes('--workers') ? ['--workers', '1'] : [];
  const core = ['taskset', '-c', '0', ...cli];
  return [
    ours('ours-1', '1 thread', cli, one),
    ...(pinned ? [ours('ours-core', '1 thread, on one core (`taskset`)', core, one)] : []),
    ...(one.length > 0 ? [ours('ours-2', '2 workers', cli, ['--workers', '2'])] : []),
  ];
}

/** Everything that can run here; the bare gunzip comes first, and is in whatever `only` names. */
export function entrantsOf(only: readonly string[] | undefined, cli = PACKAGED): readonly Entrant[] {
  const absent = new Set([
    ...(isThere('jq', '--version') && isThere('zcat', '--version') ? [] : ['jq']),
    ...(isThere(NODE, '-e', 'require.resolve("@duckdb/node-api")') ? [] : ['duckdb-1', 'duckdb-2']),
  ]);
  return [...REFERENCES, ...oursOf(cli)].filter(
    ({ id }) => !absent.has(id) && (id === 'gunzip' || only === undefined || only.includes(id)),
  );
}
