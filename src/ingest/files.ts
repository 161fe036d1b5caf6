import { constants, createReadStream, type Dirent, type Stats } from 'node:fs';
import { access, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { contentOf, untilFailure } from './chunks.ts';
import { type Item, problemAt } from './item.ts';
import { holdsNoEvents, isRecording } from './names.ts';
import type { Problem } from './record.ts';
import { readStream } from './stream.ts';

const CHUNK_BYTES = 256 * 1_024;

/** What lies under a path. `named`: the user named the file itself, so that it must be readable. */
export type Found =
  | { readonly kind: 'file'; readonly path: string; readonly named: boolean }
  | { readonly kind: 'problem'; readonly problem: Problem }
  | { readonly kind: 'skipped'; readonly path: string; readonly reason: string };

/**
 * Files under files and folders, recursively and sorted by name. Throws ERR_USAGE for a path that does not exist and
 * ERR_INPUT_UNREADABLE for a named one that may not be read, before anything is found. Inside folders these are
 * problems, and the rest goes on.
 */
export async function* findFiles(paths: readonly string[]): AsyncGenerator<Found> {
  const named = await Promise.all(paths.map(kindOf));
  await Promise.all(paths.map(mustBeReadable));
  const seen = new Set<string>();
  for (const [index, path] of paths.entries()) {
    if (named[index] === 'folder') yield* searchFolder(path, seen);
    else yield { kind: 'file', path, named: true };
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

async function* searchFolder(folder: string, seen: Set<string>): AsyncGenerator<Found> {
  let entries: readonly Dirent[];
  try {
    const real = await realpath(folder);
    if (seen.has(real)) return;
    seen.add(real);
    entries = await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    const reason = `unreadable folder: ${codeOf(thrown)}`;
    yield { kind: 'problem', problem: { where: folder, reason, bytes: 0 } };
    return;
  }
  for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    yield* searchEntry(entry, join(folder, entry.name), seen);
  }
}

async function* searchEntry(entry: Dirent, path: string, seen: Set<string>): AsyncGenerator<Found> {
  const is = entry.isSymbolicLink() ? await kindOf(path).catch(() => undefined) : kind(entry);
  if (is === 'folder' && !holdsNoEvents(entry.name)) yield* searchFolder(path, seen);
  else if (is === 'file' && isRecording(entry.name)) yield { kind: 'file', path, named: false };
  else yield { kind: 'skipped', path, reason: whyNot(is) };
}

function whyNot(is: Kind | undefined): string {
  if (is === undefined) return 'a link to nothing';
  if (is === 'other') return 'a pipe, socket or device';
  return is === 'folder' ? 'holds no events' : 'not a recording by its name';
}

/** Reads a file. Throws ERR_INPUT_UNREADABLE if the disk fails under a named one; else it is a problem. */
export async function* readFile(
  { path, named }: { readonly path: string; readonly named: boolean },
  watch: boolean,
): AsyncGenerator<readonly Item[]> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let broken: unknown;
  source.once('error', (thrown) => {
    broken = thrown;
  });
  try {
    yield* readBytes(source, path, watch);
  } catch (thrown) {
    if (thrown !== broken) throw thrown;
    if (named) throw unreadable(path, thrown);
    const bytes = source.bytesRead;
    yield [
      problemAt(path, `unreadable: ${codeOf(thrown)}`, bytes),
      { kind: 'file', path, bytes, broken: true },
    ];
  }
}

/**
 * Reads a file's bytes as they were stored. What is damaged gives what could be read, and a problem; what the source
 * throws is thrown, after what could be read.
 */
export async function* readBytes(
  source: AsyncIterable<Buffer>,
  path: string,
  watch: boolean,
): AsyncGenerator<readonly Item[]> {
  const watched = watching(source);
  let damage: unknown;
  const content = untilFailure(contentOf(watched.chunks()), (thrown) => {
    damage = thrown;
  });
  yield* readStream(content, path, watch);
  const { bytes, failure } = watched.seen();
  if (failure !== undefined) throw failure.thrown;
  if (damage !== undefined) yield [problemAt(path, `unreadable: ${codeOf(damage)}`, bytes)];
  yield [{ kind: 'file', path, bytes, broken: false }];
}

/** What came from a source, and what it threw. */
interface Seen {
  readonly bytes: number;
  readonly failure: { readonly thrown: unknown } | undefined;
}

function watching(source: AsyncIterable<Buffer>): {
  chunks(): AsyncGenerator<Buffer, undefined>;
  seen(): Seen;
} {
  let seen: Seen = { bytes: 0, failure: undefined };
  return {
    async *chunks() {
      try {
        for await (const chunk of source) {
          seen = { ...seen, bytes: seen.bytes + chunk.length };
          yield chunk;
        }
      } catch (thrown) {
        seen = { ...seen, failure: { thrown } };
        throw thrown;
      }
      return undefined;
    },
    seen: () => seen,
  };
}

/** The system's or zlib's code: short, stable, and without the path that is printed beside it. */
function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : reasonOf(thrown);
}
