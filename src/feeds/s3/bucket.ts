import { setMaxListeners } from 'node:events';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import type { BucketAddress } from './address.ts';
import type { Ahead } from './ahead.ts';
import type { Patience } from './call.ts';
import { createClients } from './clients.ts';
import { type BucketFile, type Listed, listBucket, type Names } from './listing.ts';
import { type PartSizes, readObject } from './reading.ts';

export { type BucketAddress, parseBucketAddress } from './address.ts';
export type { BucketFile, Listed, Names } from './listing.ts';

/** Lists and reads recordings in S3, for a replay. */
export interface BucketFiles {
  /**
   * Everything below an address, in the order of the keys' UTF-8 bytes, with a bounded look-ahead. With `to` (ms),
   * years, months and days of a trail that can hold no event before that time are skipped without being listed.
   *
   * Throws ERR_USAGE if there is no such bucket or nothing below the address, ERR_INPUT_UNREADABLE if listing is
   * denied, ERR_AWS for wrong credentials and a failing network, and the signal's reason when aborted.
   */
  list(
    address: BucketAddress,
    signal: AbortSignal,
    span?: { readonly to?: number | undefined },
  ): AsyncGenerator<Listed, undefined>;
  /**
   * The bytes as stored, compressed or not. Throws as `list` does, and ERR_INPUT_UNREADABLE if reading is denied, or if
   * the object was deleted or replaced since it was listed.
   */
  open(file: BucketFile, signal: AbortSignal): AsyncGenerator<Buffer, undefined>;
  close(): void;
}

/** All that bounds listing and reading. */
export interface BucketPace extends Ahead, PartSizes, Patience {}

const MIB = 1_024 * 1_024;

const PACE: BucketPace = {
  inFlight: 8,
  held: 20_000,
  partBytes: 8 * MIB,
  parts: 3,
  stall: 30_000,
  again: 5,
  first: 200,
  most: 10_000,
};

/** Works for buckets of any region. Makes no call, and needs no credentials, before something is listed or opened. */
export function createBucketFiles(
  settings: S3ClientConfig,
  names: Names,
  given: Partial<BucketPace> = {},
): BucketFiles {
  const pace = { ...PACE, ...given };
  const clients = createClients(settings, pace);
  return {
    list: (address, signal, { to = Number.POSITIVE_INFINITY } = {}) =>
      untilDone(signal, async (own) => {
        const calls = await clients.of(address.bucket, own);
        return listBucket({ calls, names, ahead: pace, address, to }, own);
      }),
    open: (file, signal) =>
      untilDone(signal, async (own) => readObject(await clients.of(file.bucket, own), file, pace, own)),
    close: () => clients.close(),
  };
}

/** Ends what `begin` has begun ahead once the reader stops, something throws, or `outer` aborts. */
async function* untilDone<Item>(
  outer: AbortSignal,
  begin: (own: AbortSignal) => Promise<AsyncGenerator<Item, undefined>>,
): AsyncGenerator<Item, undefined> {
  const own = new AbortController();
  const abort = () => own.abort(outer.reason);
  // every request and every open file adds a listener: no warning for many
  setMaxListeners(0, own.signal, outer);
  outer.addEventListener('abort', abort, { once: true });
  if (outer.aborted) abort();
  try {
    own.signal.throwIfAborted();
    yield* await begin(own.signal);
  } finally {
    outer.removeEventListener('abort', abort);
    own.abort();
  }
}
