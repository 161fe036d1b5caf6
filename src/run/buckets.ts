import { type Environment, regionOf, s3Endpoint } from '../environment.ts';
import type { BucketFiles } from '../feeds/bucket.ts';
import { holdsNoEvents, isRecording } from '../ingest/names.ts';

/** How S3 is reached. Plain data: threads that read are told. */
export interface BucketSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly forcePathStyle?: true;
}

/** Whether a path lies in a bucket. */
export function isInBucket(path: string): boolean {
  return path.startsWith('s3:');
}

/** Undefined where no path lies in a bucket. */
export function bucketSettings(
  paths: readonly string[],
  environment: Environment,
): BucketSettings | undefined {
  return paths.some(isInBucket) ? { region: regionOf(environment), ...s3Endpoint(environment) } : undefined;
}

/** Loads the SDK, which takes longer than reading a small recording: only where a path lies in a bucket. */
export async function openBuckets(settings: BucketSettings | undefined): Promise<BucketFiles | undefined> {
  if (settings === undefined) return undefined;
  const { createBucketFiles } = await import('../feeds/bucket.ts');
  return createBucketFiles(settings, { isRecording, holdsNoEvents });
}
