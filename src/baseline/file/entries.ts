import { codeOf, RolewardenError, reasonOf } from '../../core/errors.ts';
import { DIMENSIONS, type Sighting, type StoredDimension } from '../../core/history/habit.ts';
import { decoderOf } from '../../core/text/decode.ts';
import { escapeJson } from '../../core/text/escape.ts';
import { fieldOf } from '../../core/text/json.ts';
import { dayOf } from '../../core/time/days.ts';

/** One entry of a baseline and the line it stands on. */
export interface NumberedEntry {
  readonly entry: Sighting;
  readonly line: number;
}

const STORED: ReadonlySet<string> = new Set(DIMENSIONS.flatMap((name) => [name, `~${name}`]));
/** Rolewarden writes neither longer lines and texts than these nor later days: a file with one is no baseline. */
const LONGEST_LINE = 1_000_000;
const LONGEST_TEXT = 8_192;
const LAST_DAY = 65_535;

/**
 * An entry as a line of a baseline file and of an export: `{"owner","dimension","value","days"}`. Its texts come from
 * events, and people look at it on terminals.
 */
export function entryLine({ owner, dimension, value, days }: Sighting): string {
  return `${escapeJson(JSON.stringify({ owner, dimension, value, days }))}\n`;
}

/** Entries of a file or stream, one after the other. Throws ERR_BASELINE_FILE with the line that is none. */
export async function* readEntries(
  chunks: AsyncIterable<Buffer>,
  source: string,
): AsyncGenerator<NumberedEntry> {
  let line = 0;
  try {
    for await (const text of linesOf(chunks)) {
      line++;
      if (text.trim() !== '') yield { entry: parseEntry(text, line), line };
    }
  } catch (cause) {
    throw unreadableBaseline(source, cause);
  }
}

function remedyFor(cause: unknown): string {
  if (codeOf(cause) === 'EACCES') return 'check its permissions, or name another';
  const other = 'name a file that --baseline or `baseline export` wrote';
  const isLine = reasonOf(cause).startsWith('line ');
  return isLine ? `${other}; if it is one, take that line out: it is learned again` : other;
}

/** ERR_BASELINE_FILE for a file or stream that cannot be read. */
export function unreadableBaseline(source: string, cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_BASELINE_FILE',
    `cannot read the baseline ${source}: ${reasonOf(cause)}`,
    remedyFor(cause),
    { cause },
  );
}

/**
 * Reads one line. Throws, with the line's number, if it is no entry or has a day in the future: once learned, that day
 * would push out those before it (ADR 0040).
 */
export function parseEntry(text: string, line: number): Sighting {
  const value = parseJson(text, line);
  if (typeof value === 'object' && value !== null && 'owner' in value && 'dimension' in value) {
    const { owner, dimension } = value;
    const held = 'value' in value ? value.value : undefined;
    const days = 'days' in value ? value.days : undefined;
    if (isText(owner) && isStored(dimension) && isText(held) && isDays(days)) {
      if (Math.max(...days) > dayOf(Date.now()) + 1)
        throw new Error(`line ${line} is not a baseline entry: it has a day that has not come`);
      return { owner, dimension, value: held, days };
    }
  }
  throw new Error(`line ${line} is not a baseline entry${strange(value)}`);
}

/** What another version wrote is told from what is no baseline at all. */
function strange(value: unknown): string {
  const dimension = fieldOf(value, 'owner') === undefined ? undefined : fieldOf(value, 'dimension');
  if (typeof dimension !== 'string' || isStored(dimension)) return '';
  return ` of this version: it does not know the dimension ${JSON.stringify(dimension.slice(0, 60))}`;
}

function parseJson(text: string, line: number): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`line ${line} is not a baseline entry: not JSON`);
  }
}

/** Only line feeds divide lines: a value may hold the other characters that readline takes for ends. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let decoder: ReturnType<typeof decoderOf> | undefined;
  let rest = '';
  for await (const chunk of chunks) {
    decoder ??= decoderOf(chunk);
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) throw new Error(`a line has more than ${LONGEST_LINE} characters`);
    yield* lines;
  }
  yield rest + (decoder?.decode() ?? '');
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isStored(value: unknown): value is StoredDimension {
  return typeof value === 'string' && STORED.has(value);
}

function isDays(value: unknown): value is readonly number[] {
  const isDay = (day: unknown) => Number.isInteger(day) && Number(day) >= 0 && Number(day) <= LAST_DAY;
  return Array.isArray(value) && value.length > 0 && value.every(isDay);
}
