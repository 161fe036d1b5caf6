import { constants, createReadStream, type Dirent, type Stats } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { contentOf, untilFailure } from './chunks.ts';
import { type Item, problemAt } from './item.ts';
import { holdsNoEvents, isRecording } from './names.ts';
import { readStream } from './stream.ts';

const CHUNK_BYTES = 256 * 1_024;

/**
 * Reads files and folders, recursively and sorted by name, without holding a large file. Throws ERR_USAGE for a
 * path that does not exist and ERR_INPUT_UNREADABLE for a named one that may not be read, before anything is read,
 * and the latter also if the disk fails under a named file. Inside folders these are problems, and the rest goes on.
 */
export async function* readPaths(paths: readonly string[]): AsyncGenerator<Item> {
  const named = await Promise.all(paths.map(kindOf));
  await Promise.all(paths.map(mustBeReadable));
  const seen = new Set<string>();
  for (const [index, path] of paths.entries()) {
    if (named[index] === 'folder') yield* readFolder(path, seen);
    else yield* readFile(path, true);
  }
}

type Kind = 'folder' | 'file' | 'other';

function kind(of: Dirent | Stats): Kind {
  if (of.isDirectory()) return 'folder';
  return of.isFile() ? 'file' : 'other';
}

async function kindOf(path: string): Promise<Kind> {
  try {
    return kind(await stat(path));
  } catch (cause) {
    const remedy = 'name a file or folder that exists';
    throw new RolewardenError('ERR_USAGE', `cannot read ${path}: ${reasonOf(cause)}`, remedy, { cause });
  }
}

/** A file that the user named must be readable; one inside a folder may be a problem among others. */
async function mustBeReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

function unreadable(path: string, cause: unknown): RolewardenError {
  const remedy = 'check its permissions, or name another';
  const message = `cannot read ${path}: ${reasonOf(cause)}`;
  return new RolewardenError('ERR_INPUT_UNREADABLE', message, remedy, { cause });
}

async function* readFolder(folder: string, seen: Set<string>): AsyncGenerator<Item> {
  let entries: readonly Dirent[];
  try {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    yield problemAt(folder, `unreadable folder: ${codeOf(thrown)}`, 0);
    return;
  }
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    yield* readEntry(entry, join(folder, entry.name), seen);
  }
}

async function* readEntry(entry: Dirent, path: string, seen: Set<string>): AsyncGenerator<Item> {
  const is = entry.isSymbolicLink() ? await kindOf(path).catch(() => undefined) : kind(entry);
  if (is === 'folder' && !holdsNoEvents(entry.name)) yield* readFolder(path, seen);
  else if (is === 'file' && isRecording(entry.name)) yield* readFile(path, false);
  else yield { kind: 'skipped', path, reason: whyNot(is) };
}

function whyNot(is: Kind | undefined): string {
  if (is === undefined) return 'a link to nothing';
  if (is === 'other') return 'a pipe, socket or device';
  return is === 'folder' ? 'holds no events' : 'not a recording by its name';
}

/** Bytes are counted as they lie on the disk. What is damaged gives what could be read, and a problem. */
async function* readFile(path: string, named: boolean): AsyncGenerator<Item> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let broken = false;
  let failure: unknown;
  source.once('error', () => {
    broken = true;
  });
  const content = untilFailure(contentOf(source), (thrown) => {
    failure = thrown;
  });
  yield* readStream(content, path);
  if (named && broken) throw unreadable(path, failure);
  if (failure !== undefined) yield problemAt(path, `unreadable: ${codeOf(failure)}`, source.bytesRead);
  yield { kind: 'file', path, bytes: source.bytesRead };
}

/** The system's or zlib's code: short, stable, and without the path that is printed beside it. */
function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : reasonOf(thrown);
}
