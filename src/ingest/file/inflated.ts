import { createGunzip } from 'node:zlib';
import { discard, own } from './discard.ts';

/** The size of an inflated chunk. */
const INFLATED_BYTES = 256 * 1_024;
/** So many inflated chunks may wait to be taken; then zlib is paused. */
const READY = 4;

/** A damaged gzip is read a second time if it is at most this long, and was inflated at most this far. */
const AGAIN_BYTES = 8 * 1_024 * 1_024;
const AGAIN_INFLATED = 32 * AGAIN_BYTES;
/** The piece with the damage is fed again in parts of so many bytes, and the part with the damage byte by byte. */
const PARTS = [1_024, 1] as const;

/**
 * Inflates a gzip. If it is damaged, all that comes before the damage is given first, and then zlib's error is thrown;
 * of a gzip too long to be read again, the last part of a chunk before the damage is missing.
 */
export async function* inflated(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  const taken = createTaken();
  let given = 0;
  try {
    for await (const chunk of inflate(taken.from(source))) {
      given += chunk.length;
      yield chunk;
    }
    taken.discard();
  } catch (thrown) {
    const pieces = isDamage(thrown) && given <= AGAIN_INFLATED ? taken.pieces() : undefined;
    if (pieces !== undefined) yield* lastOf(pieces, given);
    throw thrown;
  }
}

/** Hands on a source, and keeps what it has handed on while that is little; else only the last piece. */
function createTaken() {
  let pieces: Buffer[] = [];
  let bytes = 0;
  /** All of them were inflated. */
  const drop = () => {
    for (const piece of pieces) discard(piece);
    pieces = [];
  };
  return {
    async *from(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const piece of source) {
        bytes += piece.length;
        if (bytes > AGAIN_BYTES) drop();
        pieces.push(piece);
        yield piece;
      }
    },
    pieces: () => (bytes <= AGAIN_BYTES ? pieces : undefined),
    discard: drop,
  };
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'Z_DATA_ERROR';
}

/**
 * What comes before the damage in the last piece. zlib gives nothing of the piece in which it fails, so that one is fed
 * again in ever smaller parts. `given`: how many inflated bytes were given before.
 */
async function* lastOf(pieces: readonly Buffer[], given: number): AsyncGenerator<Buffer, undefined> {
  let fed = pieces;
  let known = given;
  for (const size of PARTS) {
    const again = [...fed.slice(0, -1), ...partsOf(fed.at(-1), size)];
    const taken: Buffer[] = [];
    let at = 0;
    try {
      for await (const chunk of inflate(telling(again, taken))) {
        const from = Math.max(0, known - at);
        at += chunk.length;
        known = Math.max(known, at);
        if (from < chunk.length) yield chunk.subarray(from);
      }
    } catch (thrown) {
      if (!isDamage(thrown)) throw thrown;
    }
    fed = taken;
  }
}

function* telling(pieces: readonly Buffer[], taken: Buffer[]): Generator<Buffer> {
  for (const piece of pieces) {
    taken.push(piece);
    yield piece;
  }
}

function partsOf(piece: Buffer | undefined, size: number): readonly Buffer[] {
  if (piece === undefined) return [];
  const count = Math.ceil(piece.length / size);
  return Array.from({ length: count }, (_, at) => piece.subarray(at * size, (at + 1) * size));
}

/**
 * Feeds zlib piece by piece, so that what it gave before an error is not lost with the stream. It is paused when a few
 * chunks are ready, so that a piece that inflates a thousandfold is not held at once.
 */
async function* inflate(pieces: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Buffer, undefined> {
  const gunzip = createGunzip({ chunkSize: INFLATED_BYTES });
  const ready: Buffer[] = [];
  let failure: unknown;
  let over = false;
  let written = true;
  let wake = (): void => {};
  const finish = (): void => {
    over = true;
    wake();
  };
  gunzip.on('data', (chunk: Buffer) => {
    if (ready.push(own(chunk)) < READY) return;
    gunzip.pause();
    wake();
  });
  // garbage behind the last member ends the stream without an answer to the write
  gunzip.once('end', finish).once('error', (error: unknown) => {
    failure = error;
    finish();
  });
  const outcome = async function* (settled: () => boolean): AsyncGenerator<Buffer> {
    while (!settled() && !over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (ready.length >= READY) resolve();
      });
      yield* ready.splice(0);
      gunzip.resume();
    }
  };
  try {
    for await (const chunk of pieces) {
      written = false;
      gunzip.write(chunk, () => {
        written = true;
        wake();
      });
      yield* outcome(() => written);
      if (over) break;
    }
    if (!over) gunzip.end();
    yield* outcome(() => false);
    yield* ready.splice(0);
    if (failure !== undefined) throw failure;
  } finally {
    gunzip.destroy();
  }
}
