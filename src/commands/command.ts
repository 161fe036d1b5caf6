import { existsSync } from 'node:fs';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { type Environment, variable } from '../environment.ts';
import { createLog, LOG_LEVELS, type LogLevel } from '../run/log.ts';
import { type Options, oneOf, type Parsed, parse } from './arguments.ts';
import { helpFor } from './fitted.ts';

/** What a command may know of the process: its environment, and a signal that Ctrl-C aborts. */
export interface Surroundings {
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/** A command; its name and its summary are in index.ts. */
export interface Command {
  /** Shown by `--help`. */
  readonly help: string;
  /** The command runs until it is stopped, and itself ends in good order then. */
  readonly resident?: boolean;
  /** Ctrl-C may end the process wherever it waits: its output is whole or absent, or the same when it is run again. */
  readonly interruptible?: boolean | ((args: readonly string[]) => boolean);
  /** What is said after Ctrl-C; if left out, that the output above is incomplete. */
  readonly whenCut?: string;
  /** Returns the exit status; throws RolewardenError for everything a user can put right. */
  run(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

/** Options that every command has. */
export const COMMON = {
  config: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** The help of the options in `COMMON`; `level`: the default of --log-level. */
export function commonHelp(level: LogLevel): string {
  return `  --config FILE          configuration (default: rolewarden.yaml or .json here, else ROLEWARDEN_CONFIG)
  --log-level LEVEL      ${LOG_LEVELS.join(', ')} (default ${level}); structured, on stderr
  -h, --help             this text
`;
}

/** The help of the options in `COMMON`, for commands that log from `warn` on. */
export const COMMON_HELP = commonHelp('warn');

/** What was given for a command's options. */
export type ValuesOf<T extends Options> = Parsed<T>['values'];

/** Makes a command that, before it runs, refuses unknown arguments and answers `--help`. */
export function defineCommand<const T extends Options>({
  name,
  options,
  run,
  ...command
}: Omit<Command, 'run'> & {
  readonly name: string;
  readonly options: T;
  run(given: Parsed<T>, surroundings: Surroundings): Promise<number>;
}): Command {
  return {
    ...command,
    async run(args, surroundings) {
      const given = parse(name, args, options);
      if (!Object.hasOwn(given.values, 'help')) return run(given, surroundings);
      process.stdout.write(helpFor(command.help, process.stdout));
      return 0;
    },
  };
}

/** Where a configuration comes from if none was named or found. */
export const DEFAULTS = 'the defaults';

/**
 * The configuration in the file `named`, else in one of the usual files of this folder, else in the file that
 * ROLEWARDEN_CONFIG names; else all defaults. `source`: which of them. Throws ERR_CONFIG_UNREADABLE and
 * ERR_CONFIG_INVALID.
 */
export function findConfig(
  named: string | undefined,
  { environment }: Surroundings,
): { readonly config: Config; readonly source: string } {
  const here = ['rolewarden.yaml', 'rolewarden.yml', 'rolewarden.json'].find((path) => existsSync(path));
  const path = named ?? here ?? variable(environment, 'ROLEWARDEN_CONFIG');
  return path === undefined
    ? { config: parseConfig({}, DEFAULTS), source: DEFAULTS }
    : { config: loadConfig(path), source: path };
}

/** A log from the level of `--log-level` on, by default from `warn`. Throws ERR_USAGE for an unknown level. */
export function logAt(level: string | undefined) {
  return createLog(levelFrom(level));
}

/** What `--log-level` says, by default `warn`. Throws ERR_USAGE for an unknown level. */
export function levelFrom(level: string | undefined): LogLevel {
  return oneOf('--log-level', level ?? 'warn', LOG_LEVELS);
}
