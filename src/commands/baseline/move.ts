import { once } from 'node:events';
import { createReadStream, statSync } from 'node:fs';
import { addAbortSignal } from 'node:stream';
import { entryLine, type NumberedEntry, readEntries } from '../../baseline/file/entries.ts';
import { RolewardenError, wrongUsage } from '../../core/errors.ts';
import { type Sighting, sorted } from '../../core/history/habit.ts';
import type { Histories } from '../../core/ports/ports.ts';
import { counted } from '../../report/counted.ts';
import { createSink } from '../output.ts';
import { refuseRecording } from '../recording.ts';
import { refusePlace } from '../same-file.ts';
import { isThere } from '../there.ts';
import type { BaselinePlace } from './place.ts';

/** Entries that are written together. */
const PAGE = 5_000;

/** Writes every history, sorted, as it is read. A file and a store with the same content give the same export. */
export async function exportAll(
  { histories, name }: BaselinePlace,
  out: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  refusePlace(['--out', out]);
  await refuseRecording([['--out', out]]);
  const sink = createSink(out);
  let entries = 0;
  let owners = 0;
  try {
    for await (const own of byOwner(histories)) {
      signal.throwIfAborted();
      sink.write(sorted(own).map(entryLine).join(''));
      if (out === undefined && process.stdout.writableNeedDrain)
        await once(process.stdout, 'drain', { signal });
      entries += own.length;
      owners++;
    }
    sink.end();
  } finally {
    sink.abandon();
  }
  process.stderr.write(`exported ${amount(entries, owners)} from ${name}\n`);
}

/**
 * Unites a file, or standard input (`-`), with what is kept; importing the same twice changes nothing. A file with a
 * bad line changes nothing. From standard input into a store, the lines before a bad one are kept, and the error says
 * so.
 */
export async function importFrom(source: string, place: BaselinePlace, signal: AbortSignal): Promise<void> {
  // what can be read only once is not checked first: the second reader would find it empty
  const stream = source === '-' || !statSync(source).isFile();
  const open = () =>
    source === '-'
      ? readEntries(addAbortSignal(signal, process.stdin), 'standard input')
      : readEntries(createReadStream(source, { signal }), source);
  // checks every line of a file before any is kept: not needed where nothing is kept before `save`
  if (!stream && !place.whole) for await (const _ of open());
  const owners = new Set<string>();
  let entries = 0;
  let line = 0;
  try {
    for await (const page of pages(open())) {
      signal.throwIfAborted();
      await place.histories.add(page.map(({ entry }) => entry));
      for (const { entry } of page) owners.add(entry.owner);
      entries += page.length;
      line = page.at(-1)?.line ?? line;
    }
  } catch (thrown) {
    throw place.whole ? thrown : howFar(thrown, line, place.name);
  }
  signal.throwIfAborted();
  await place.save();
  process.stderr.write(`imported ${amount(entries, owners.size)} into ${place.name}\n`);
}

/** Throws ERR_USAGE if there is no file to import: before a place is opened. */
export function mustBeThere(source: string): void {
  if (source === '-') return;
  if (isThere(source)) {
    if (!statSync(source).isDirectory()) return;
    throw wrongUsage(`${source} is a folder, not a file`, 'name what `baseline export` wrote');
  }
  throw wrongUsage(`there is no file ${source}`, 'name what `baseline export` wrote');
}

function howFar(thrown: unknown, line: number, place: string): unknown {
  if (!(thrown instanceof RolewardenError)) return thrown;
  const { code, message, remedy } = thrown;
  const kept = line === 0 ? 'nothing was imported' : `lines 1 to ${line} are in ${place}`;
  const again = 'import the same again: what is there already is not added twice';
  return new RolewardenError(code, `${message}; ${kept}`, `${remedy}; then ${again}`, { cause: thrown });
}

/** Entries in pages. Gives the lines before a bad one, too, before it throws the error of that line. */
async function* pages(all: AsyncIterable<NumberedEntry>): AsyncGenerator<readonly NumberedEntry[]> {
  let page: NumberedEntry[] = [];
  let failure: { readonly thrown: unknown } | undefined;
  try {
    for await (const one of all) {
      page.push(one);
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
  } catch (thrown) {
    failure = { thrown };
  }
  if (page.length > 0) yield page;
  if (failure !== undefined) throw failure.thrown;
}

async function* byOwner(histories: Histories): AsyncGenerator<readonly Sighting[]> {
  let own: Sighting[] = [];
  for await (const entry of histories.all()) {
    if (own.length > 0 && own[0]?.owner !== entry.owner) {
      yield own;
      own = [];
    }
    own.push(entry);
  }
  if (own.length > 0) yield own;
}

function amount(entries: number, owners: number): string {
  return `${counted(entries, 'entry', 'entries')} of ${counted(owners, 'owner')}`;
}
