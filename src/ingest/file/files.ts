import { createReadStream } from 'node:fs';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { type Item, problemAt } from '../envelope/item.ts';
import type { HowToRead } from '../record/services.ts';
import { contentOf, untilFailure } from './chunks.ts';
import { own } from './discard.ts';
import { readStream } from './stream.ts';

const CHUNK_BYTES = 256 * 1_024;

/** Reads a file. Throws ERR_INPUT_UNREADABLE if the disk fails under a named one; else it is a problem. */
export async function* readFile(
  { path, named }: { readonly path: string; readonly named: boolean },
  { watch }: Pick<HowToRead, 'watch'>,
): AsyncGenerator<readonly Item[]> {
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let broken: unknown;
  source.once('error', (thrown) => {
    broken = thrown;
  });
  try {
    yield* readBytes(owned(source), path, watch);
  } catch (thrown) {
    if (thrown !== broken) throw thrown;
    if (named) throw unreadable(path, thrown);
    const bytes = source.bytesRead;
    yield [problemAt(path, `unreadable: ${briefly(thrown)}`, bytes), { kind: 'file', path, broken: true }];
  }
}

async function* owned(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of source) yield own(chunk);
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
  if (damage !== undefined) yield [problemAt(path, `unreadable: ${briefly(damage)}`, bytes)];
  yield [{ kind: 'file', path, broken: false }];
}

/** ERR_INPUT_UNREADABLE for a file that the user named. */
export function unreadable(path: string, cause: unknown): RolewardenError {
  const remedy = 'check its permissions, or name another';
  const message = `cannot read ${path}: ${reasonOf(cause)}`;
  return new RolewardenError('ERR_INPUT_UNREADABLE', message, remedy, { cause });
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

const ZLIB: Readonly<Record<string, string>> = {
  Z_BUF_ERROR: 'the gzip is cut off',
  Z_DATA_ERROR: 'the gzip is damaged',
};

/** The system's code, or what zlib's means: short, stable, and without the path that is printed beside it. */
export function briefly(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : reasonOf(thrown);
  return ZLIB[code] ?? code;
}
