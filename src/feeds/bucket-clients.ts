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
  const closed = new AbortController();
  let home: Calls | undefined;
  const found = new Map<string, Promise<Calls>>();
  const find = async (bucket: string): Promise<Calls> => {
    home ??= make({});
    const region = await regionOf(home, bucket, closed.signal);
    return region === undefined || region === (await home.client.config.region()) ? home : make({ region });
  };
  return {
    of(bucket, signal) {
      const finding = found.get(bucket) ?? find(bucket);
      found.set(bucket, finding);
      return call({ patience }, signal, () => finding);
    },
    close() {
      closed.abort();
      for (const client of made) client.destroy();
    },
  };
}

/**
 * Where a bucket is, if S3 says so. In another region every single request would be redirected. S3 says it also to who
 * may not ask; a bucket that is not there is for the first listing to complain about.
 */
async function regionOf(
  { client, patience }: Calls,
  bucket: string,
  closed: AbortSignal,
): Promise<string | undefined> {
  try {
    const answer = await within(patience.stall, closed, (abortSignal) =>
      client.send(new HeadBucketCommand({ Bucket: bucket }), { abortSignal }),
    );
    // other stores than S3 may have none
    return answer.BucketRegion === '' ? undefined : answer.BucketRegion;
  } catch (thrown) {
    const region = fieldOf(fieldOf(fieldOf(thrown, '$response'), 'headers'), 'x-amz-bucket-region');
    return typeof region === 'string' ? region : undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
