import { constants, type Dirent, type Stats } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { reasonOf, wrongUsage } from '../../core/errors.ts';
import { byText } from '../../core/text/ascii.ts';
import type { Problem } from '../json/record.ts';
import { briefly, unreadable } from './files.ts';
import { holdsNoEvents, isRecording } from './names.ts';

/** What lies under a path. `named`: the user named the file itself, so that it must be readable. */
export type FoundPath =
  | { readonly kind: 'file'; readonly path: string; readonly named: boolean }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string };

/**
 * What must not be found a second time, by real paths. Every folder is searched once, so its own files need not be
 * remembered: a million of them take no memory.
 */
interface Visited {
  /** Files that the user named: they are read as such. */
  readonly named: ReadonlySet<string>;
  /** Files of ours, which are no recordings. */
  readonly ours: ReadonlySet<string>;
  readonly folders: Set<string>;
  /** Files behind links. */
  readonly linked: Set<string>;
}

/**
 * Files under files and folders, recursively and sorted by name, each once, whatever names and links lead to it.
 * `ours`: files that are passed over in folders. Throws ERR_USAGE for a path that does not exist and
 * ERR_INPUT_UNREADABLE for a named one that may not be read, before anything is found. Inside folders these are
 * problems, and the rest goes on.
 */
export async function* findFiles(
  paths: readonly string[],
  ours: readonly string[] = [],
): AsyncGenerator<FoundPath> {
  const kinds = await Promise.all(paths.map(kindOf));
  await Promise.all(paths.map(mustBeReadable));
  const reals = await Promise.all(paths.map(realOf));
  const visited: Visited = {
    named: new Set(reals.filter((_, index) => kinds[index] === 'file')),
    ours: new Set(await Promise.all(ours.map(realOf))),
    folders: new Set(),
    linked: new Set(),
  };
  const done = new Set<string>();
  for (const [index, path] of paths.entries()) {
    const real = reals[index] ?? path;
    if (kinds[index] === 'folder') yield* searchFolder(path, visited);
    else if (!done.has(real)) yield { kind: 'file', path, named: true };
    done.add(real);
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
    if (briefly(cause) === 'EACCES') throw unreadable(path, cause);
    const remedy = 'name a file or a folder that exists, or s3://BUCKET/PREFIX; standard input is /dev/stdin';
    throw wrongUsage(`cannot read ${path}: ${reasonOf(cause)}`, remedy, { cause });
  }
}

/** A file that the user named must be readable; one inside a folder may be a problem among others. */
async function mustBeReadable(path: string): Promise<void> {
  await access(path, constants.R_OK).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
}

/** The path without links. Pipes that a shell names, and what is not there yet, have none. */
async function realOf(path: string): Promise<string> {
  return await realpath(path).catch(() => resolve(path));
}

async function* searchFolder(folder: string, visited: Visited): AsyncGenerator<FoundPath> {
  let entries: readonly Dirent[];
  let real: string;
  try {
    real = await realpath(folder);
    if (visited.folders.has(real)) return;
    entries = await readdir(folder, { withFileTypes: true });
    visited.folders.add(real);
  } catch (thrown) {
    const reason = `unreadable folder: ${briefly(thrown)}`;
    yield { kind: 'problem', problem: { where: folder, reason, bytes: 0 } };
    return;
  }
  for (const entry of [...entries].sort((a, b) => byText(a.name, b.name))) {
    yield* searchEntry(entry, join(folder, entry.name), real, visited);
  }
}

async function* searchEntry(
  entry: Dirent,
  path: string,
  folder: string,
  visited: Visited,
): AsyncGenerator<FoundPath> {
  const isLink = entry.isSymbolicLink();
  const is = isLink ? await kindOf(path).catch(() => undefined) : kind(entry);
  if (is === 'folder' && !holdsNoEvents(entry.name)) {
    yield* searchFolder(path, visited);
  } else if (is === 'file' && isRecording(entry.name)) {
    const real = isLink ? await realOf(path) : join(folder, entry.name);
    if (visited.ours.has(real))
      yield { kind: 'skipped', path, reason: 'a file of this run, not a recording' };
    else if (!isElsewhere(real, isLink, visited)) yield { kind: 'file', path, named: false };
  } else {
    yield { kind: 'skipped', path, reason: whyNot(is) };
  }
}

/** Whether the file is found by another name, before or after. */
function isElsewhere(real: string, isLink: boolean, { folders, linked, named }: Visited): boolean {
  if (named.has(real) || linked.has(real)) return true;
  if (!isLink) return false;
  // found already, if its own folder was searched and its name there is that of a recording
  if (folders.has(dirname(real)) && isRecording(basename(real))) return true;
  linked.add(real);
  return false;
}

function whyNot(is: Kind | undefined): string {
  if (is === undefined) return 'a link to nothing';
  if (is === 'other') return 'a pipe, socket or device';
  return is === 'folder' ? 'holds no events' : 'not a recording by its name';
}
