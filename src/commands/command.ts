import { existsSync } from 'node:fs';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { loadConfig, parseConfig } from '../config/load.ts';
import type { Config } from '../config/schema.ts';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { meant } from '../core/nearest.ts';
import { createLog, LOG_LEVELS, type LogLevel } from '../run/log.ts';

/** What a command may know of the process. */
export interface Surroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** One command of the command line; its name and its summary are in index.ts. */
export interface Command {
  /** Shown by `--help`. */
  readonly help: string;
  /** It runs until it is stopped, and ends the process in good order itself. */
  readonly resident?: boolean;
  /** Ctrl-C may cut it off wherever it waits: what it writes appears whole, or is written the same when it is run again. */
  readonly interruptible?: boolean;
  /** Returns the exit status; throws RolewardenError for everything a user can put right. */
  run(args: readonly string[], surroundings: Surroundings): Promise<number>;
}

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>;

/** Options that every command has. */
export const COMMON = {
  config: { type: 'string' },
  'log-level': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies Options;

/** The help of those options; `level`: what is logged if nothing is said. */
export function commonHelp(level: LogLevel): string {
  return `  --config FILE          configuration (default: rolewarden.yaml or .json here, else ROLEWARDEN_CONFIG)
  --log-level LEVEL      ${LOG_LEVELS.join(', ')} (default ${level}); structured, on stderr
  -h, --help             this text
`;
}

export const COMMON_HELP = commonHelp('warn');

/** Parses arguments strictly; a wrong one is ERR_USAGE with the command's own help named. */
export function parse<const T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
): Parsed<T> {
  const help = `run \`rolewarden ${command} --help\``;
  let parsed: Parsed<T>;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = unknownIn(args, options) ?? reasonOf(cause);
    throw new RolewardenError('ERR_USAGE', message, help, { cause });
  }
  const twice = givenTwice(args, options);
  if (twice === undefined) return parsed;
  throw new RolewardenError('ERR_USAGE', `--${twice} was given twice`, `leave one of them out, or ${help}`);
}

/** Node's own words for an unknown option are about arguments that begin with a dash, which few mean. */
function unknownIn(args: readonly string[], options: Options): string | undefined {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option' || Object.hasOwn(options, token.name)) continue;
    const known = Object.keys(options).map((name) => `--${name}`);
    return `there is no option ${token.rawName}${meant(token.rawName, known)}`;
  }
  return undefined;
}

/** An option whose one value would silently be the last. */
function givenTwice(args: readonly string[], options: Options): string | undefined {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, tokens: true });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const { multiple, type } = options[token.name] ?? {};
    if (type === 'string' && multiple !== true && given.has(token.name)) return token.name;
    given.add(token.name);
  }
  return undefined;
}

/** The configuration named, found here, or named by ROLEWARDEN_CONFIG; all defaults if there is none. */
export function findConfig(
  named: string | undefined,
  { environment }: Surroundings,
): { readonly config: Config; readonly source: string } {
  const here = ['rolewarden.yaml', 'rolewarden.yml', 'rolewarden.json'].find((path) => existsSync(path));
  const path = named ?? here ?? environment['ROLEWARDEN_CONFIG'];
  return path === undefined
    ? { config: parseConfig({}, 'the defaults'), source: 'the defaults' }
    : { config: loadConfig(path), source: path };
}

export function logAt(level: string | undefined) {
  return createLog(levelFrom(level));
}

export function levelFrom(level: string | undefined): LogLevel {
  return oneOf('--log-level', level ?? 'warn', LOG_LEVELS);
}

/** One of the values that an option knows, or ERR_USAGE that lists them. */
export function oneOf<const T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw new RolewardenError(
    'ERR_USAGE',
    `${option} cannot be ${JSON.stringify(value)}${meant(value, known)}`,
    `use one of ${known.join(', ')}`,
  );
}
