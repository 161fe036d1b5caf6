import { constants, createReadStream, type Dirent } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { Problem, RawRecord } from './record.ts';
import { readStream } from './stream.ts';

/** One thing found while reading paths. */
export type Item =
  | { readonly kind: 'record'; readonly record: RawRecord }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'file'; readonly path: string; readonly bytes: number }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string };

const RECORDING = /\.(json|jsonl|ndjson|log)(\.gz)?$|\.gz$/i;
/** Siblings of `CloudTrail/` in a trail's bucket that hold no events. */
const NO_EVENTS = /^CloudTrail-(Digest|Insight|Aggregated|NetworkActivity)$/;

/**
 * Reads files and folders, recursively and sorted by name, without holding a large file. Throws ERR_USAGE for a
 * path that does not exist and ERR_INPUT_UNREADABLE for a named file that cannot be read, before anything is
 * read; inside folders both are problems, and the rest goes on.
 */
export async function* readPaths(paths: readonly string[]): AsyncGenerator<Item> {
  const named = await Promise.all(paths.map(kindOf));
  await Promise.all(paths.map(mustBeReadable));
  const seen = new Set<string>();
  for (const [index, path] of paths.entries()) {
    if (named[index] === 'folder') yield* readFolder(path, seen);
    else yield* readFile(path);
  }
}

async function kindOf(path: string): Promise<'file' | 'folder'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file';
  } catch (cause) {
    const remedy = 'name a file or folder that exists';
    throw new RolewardenError('ERR_USAGE', `cannot read ${path}: ${reasonOf(cause)}`, remedy, { cause });
  }
}

/** A file that the user named must be readable; one inside a folder may be a problem among others. */
async function mustBeReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    const remedy = 'check its permissions, or name another';
    throw new RolewardenError('ERR_INPUT_UNREADABLE', `cannot read ${path}: ${reasonOf(cause)}`, remedy, {
      cause,
    });
  }
}

async function* readFolder(folder: string, seen: Set<string>): AsyncGenerator<Item> {
  let entries: readonly Dirent[];
  try {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    yield {
      kind: 'problem',
      problem: { where: folder, reason: `unreadable folder: ${codeOf(thrown)}`, bytes: 0 },
    };
    return;
  }
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    yield* readEntry(entry, join(folder, entry.name), seen);
  }
}

async function* readEntry(entry: Dirent, path: string, seen: Set<string>): AsyncGenerator<Item> {
  const real = entry.isDirectory() ? 'folder' : 'file';
  const kind = entry.isSymbolicLink() ? await kindOf(path).catch(() => undefined) : real;
  if (kind === undefined) yield { kind: 'skipped', path, reason: 'a link to nothing' };
  else if (NO_EVENTS.test(entry.name)) yield { kind: 'skipped', path, reason: 'holds no events' };
  else if (kind === 'folder') yield* readFolder(path, seen);
  else if (RECORDING.test(entry.name)) yield* readFile(path);
  else yield { kind: 'skipped', path, reason: 'not a recording by its name' };
}

async function* readFile(path: string): AsyncGenerator<Item> {
  const source = createReadStream(path, { highWaterMark: 1 << 18 });
  let bytes = 0;
  source.on('data', (chunk) => {
    bytes += chunk.length;
  });
  const stream = /\.gz$/i.test(path) ? source.pipe(createGunzip()) : source;
  source.on('error', (error) => stream.destroy(error));
  try {
    yield* readStream(stream, path);
  } catch (thrown) {
    yield { kind: 'problem', problem: { where: path, reason: `unreadable: ${codeOf(thrown)}`, bytes } };
  } finally {
    source.destroy();
  }
  yield { kind: 'file', path, bytes };
}

/** The system's or zlib's code: short, stable, and without the path that is printed beside it. */
function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : reasonOf(thrown);
}
