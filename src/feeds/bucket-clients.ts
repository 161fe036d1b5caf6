import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { within } from '../core/waiting.ts';
import { type Calls, call, type Patience, TRIES } from './bucket-call.ts';

/** Clients for buckets, each of its bucket's region. */
export interface Clients {
  /** Asks once for each bucket. Throws only what the signal says. */
  of(bucket: string, signal: AbortSignal): Promise<Calls>;
  close(): void;
}

/** Listings and parts of many files at a time must not wait for each other. */
const SOCKETS = { maxSockets: 256 } as const;

export function createClients(settings: S3ClientConfig, patience: Patience): Clients {
  const made: S3Client[] = [];
  const make = (region: Pick<S3ClientConfig, 'region'>): Calls => {
    const client = new S3Client({
      followRegionRedirects: true,
      maxAttempts: TRIES,
      requestHandler: {
        connectionTimeout: 2_000,
        requestTimeout: patience.stall,
        throwOnRequestTimeout: true,
        httpAgent: SOCKETS,
        httpsAgent: SOCKETS,
      },
      // a checksum would come between us and the body: its length, its ETag and gzip's own sum are looked at
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...settings,
      ...region,
    });
    made.push(client);
    return { client, patience };
  };
  let home: Calls | undefined;
  const found = new Map<string, Promise<Calls>>();
  const find = async (bucket: string): Promise<Calls> => {
    home ??= make({});
    const region = await regionOf(home, bucket);
    return region === undefined || region === (await home.client.config.region()) ? home : make({ region });
  };
  return {
    of(bucket, signal) {
      const finding = found.get(bucket) ?? find(bucket);
      found.set(bucket, finding);
      return call({ patience }, signal, () => finding);
    },
    close() {
      for (const client of made) client.destroy();
    },
  };
}

/**
 * Where a bucket is, if S3 says so. In another region every single request would be redirected. A bucket that may not
 * be asked, or is not there, is for the first listing to complain about.
 */
async function regionOf({ client, patience }: Calls, bucket: string): Promise<string | undefined> {
  try {
    const answer = await within(patience.stall, new AbortController().signal, (abortSignal) =>
      client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal }),
    );
    return answer.BucketRegion;
  } catch {
    return undefined;
  }
}
