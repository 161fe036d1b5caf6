import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type RolewardenError, reasonOf, wrongUsage } from '../core/errors.ts';
import { meant } from '../core/text/nearest.ts';

/** The options of a command, as Node's `parseArgs` takes them. */
export type Options = NonNullable<ParseArgsConfig['options']>;
/** What was given for a command's options, and its other words (`positionals`). */
export type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; allowPositionals: true; strict: true }>
>;

/** Parses arguments strictly. Throws ERR_USAGE, which names the command's help, for an unknown or repeated option. */
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
    const message = unknownIn(args, options) ?? valueless(reasonOf(cause));
    throw wrongUsage(message, help, { cause });
  }
  const twice = givenTwice(args, options);
  if (twice !== undefined)
    throw wrongUsage(`--${twice} was given twice`, `leave one of them out, or ${help}`);
  refuseEmpty(parsed);
  return parsed;
}

/** Free text: an empty one counts as left out, since the kill switch must not wait for a reason. */
const TEXTS: ReadonlySet<string> = new Set(['by', 'reason']);
const UNSET = 'a variable of the shell may not be set';

/** Throws ERR_USAGE for a value or a word that is empty: it would be a file without a name, or a day that is none. */
function refuseEmpty({
  positionals,
  values,
}: {
  readonly positionals: readonly string[];
  readonly values: object;
}): void {
  if (positionals.includes('')) throw wrongUsage('a word of the command is empty', `leave it out: ${UNSET}`);
  for (const [name, value] of Object.entries(values)) {
    if (value !== '' && !(Array.isArray(value) && value.includes(''))) continue;
    if (!TEXTS.has(name))
      throw wrongUsage(`--${name} is empty`, `give it a value, or leave it out: ${UNSET}`);
    Reflect.deleteProperty(values, name);
  }
}

/** Node's words for an option without its value name it with its placeholder and its short form, in several lines. */
function valueless(message: string): string {
  const [, option, what] =
    /^Option '(?:-\w, )?(--[\w-]+)(?: <value>)?' argument (missing|is ambiguous)/.exec(message) ?? [];
  if (option === undefined) return message;
  const dash = what === 'missing' ? '' : `; one that begins with a dash is written ${option}=VALUE`;
  return `${option} needs a value${dash}`;
}

/** Names an unknown option. Node's own message would go on about arguments that begin with a dash, which few mean. */
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

/** The first option that was given twice but takes one value: Node would silently use the last. */
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

/** Names of regions in a list, as `--regions R,R,...` takes it. Throws ERR_USAGE for a name that is none. */
export function regionsIn(list: string): readonly string[] {
  const regions = [...new Set(list.split(',').map((region) => region.trim()))].filter(Boolean);
  const wrong = regions.find((region) => !/^[a-z]+(-[a-z]+)+-\d+$/.test(region));
  if (wrong === undefined) return regions;
  throw wrongUsage(`--regions cannot hold ${JSON.stringify(wrong)}`, 'name regions such as us-east-1');
}

/** The value, if it is one that the option knows. Throws ERR_USAGE, which lists them, if not. */
export function oneOf<const T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  throw wrongUsage(
    `${option} cannot be ${JSON.stringify(value)}${meant(value, known)}`,
    `use one of ${known.join(', ')}`,
  );
}

/** So many characters of an id are enough to name it by its beginning. */
export const ENOUGH = 8;

/**
 * What has this id, or the only thing whose id begins with it; undefined if there is none. Several may have one id, as
 * copies of a call do: the first is taken. Throws ERR_USAGE, which lists them, if several ids begin so.
 */
export function byId<T>(
  what: 'events' | 'findings',
  id: string,
  all: readonly T[],
  idsOf: (one: T) => { readonly id: string; readonly eventId: string },
): T | undefined {
  const exact = all.find((one) => idsOf(one).id === id || idsOf(one).eventId === id);
  if (exact !== undefined || id.length < ENOUGH) return exact;
  const begins = all.filter((one) => idsOf(one).id.startsWith(id));
  const ids = [...new Set(begins.map((one) => idsOf(one).id))];
  if (ids.length > 1) throw ambiguous(what, id, ids);
  return begins[0];
}

/** The error for the beginning of an id that several ids share. */
export function ambiguous(what: 'events' | 'findings', id: string, ids: readonly string[]): RolewardenError {
  return wrongUsage(
    `${ids.length} ${what} begin with ${id}`,
    `give more of it: ${ids.slice(0, 5).join(', ')}`,
  );
}
