import { type Environment, regionOf, s3Endpoint } from '../../environment.ts';
import type { BucketAddress, BucketFile, BucketFiles } from '../../feeds/s3/bucket.ts';
import { holdsNoEvents, isRecording } from '../../ingest/file/names.ts';

/** How S3 is reached, as plain data that can be sent to reading threads. */
export interface BucketSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly forcePathStyle?: true;
}

/** Whether a path lies in a bucket. */
export function isInBucket(path: string): boolean {
  return path.startsWith('s3:');
}

/** From the environment; undefined if no path lies in a bucket. */
export function bucketSettings(
  paths: readonly string[],
  environment: Environment,
): BucketSettings | undefined {
  return paths.some(isInBucket) ? { region: regionOf(environment), ...s3Endpoint(environment) } : undefined;
}

/** Loads the SDK only if a path lies in a bucket: that takes longer than reading a small recording. */
export async function openBuckets(settings: BucketSettings | undefined): Promise<BucketFiles | undefined> {
  if (settings === undefined) return undefined;
  const { createBucketFiles } = await import('../../feeds/s3/bucket.ts');
  return createBucketFiles(settings, { isRecording, holdsNoEvents });
}

/** Whether one of these addresses, when it was listed, has given the object as a file. */
export function isCovered({ bucket, key }: BucketFile, listed: readonly BucketAddress[]): boolean {
  return listed.some((address) => {
    if (address.bucket !== bucket || !key.startsWith(address.prefix)) return false;
    if (key === address.prefix) return true;
    const parts = key.split('/');
    const name = parts.pop() ?? '';
    let end = 0;
    return (
      parts.every((folder) => {
        end += folder.length + 1;
        return end <= address.prefix.length || !holdsNoEvents(folder);
      }) && isRecording(name)
    );
  });
}
