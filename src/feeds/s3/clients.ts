import { HeadBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { fieldOf } from '../../core/text/json.ts';
import { within } from '../../core/time/waiting.ts';
import { type Calls, call, type Patience, TRIES } from './call.ts';

/** Gives each bucket a client of its region. */
export interface Clients {
  /** Asks for a bucket's region once. Throws only the signal's reason. */
  of(bucket: string, signal: AbortSignal): Promise<Calls>;
  close(): void;
}

/** Enough connections that listings and parts of files, many at the same time, do not wait for each other. */
const SOCKETS = { maxSockets: 256 } as const;

/** Opens no connection yet. `settings` go to every client. */
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
      // the SDK would wrap the body to check its sum; we check its length, its ETag, and gzip's own sum
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
 * A bucket's region, if S3 tells it: a client of another region would have every single request redirected. S3 tells it
 * even where it denies the request. That there is no such bucket, the first listing reports.
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
    // stores that are not S3 may name none
    return answer.BucketRegion === '' ? undefined : answer.BucketRegion;
  } catch (thrown) {
    const region = fieldOf(fieldOf(fieldOf(thrown, '$response'), 'headers'), 'x-amz-bucket-region');
    return typeof region === 'string' ? region : undefined;
  }
}
