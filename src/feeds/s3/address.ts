import { wrongUsage } from '../../core/errors.ts';

/** What `s3://BUCKET/PREFIX` names: every object whose key begins with the prefix, letter by letter. */
export interface BucketAddress {
  readonly bucket: string;
  /**
   * As S3 takes it: without a slash in front, and with one at the end only if it was written. Empty: the whole bucket.
   */
  readonly prefix: string;
}

const SCHEME = 's3://';
const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const NOT_A_NAME = /\.\.|^\d+\.\d+\.\d+\.\d+$/;
const FORM = 'write s3://BUCKET/PREFIX, for instance s3://trail-logs/AWSLogs/111122223333/';

/** Takes `s3://BUCKET/PREFIX` apart. Throws ERR_USAGE. */
export function parseBucketAddress(text: string): BucketAddress {
  const refuse = (why: string, remedy = FORM) => wrongUsage(`${JSON.stringify(text)} ${why}`, remedy);
  if (!text.startsWith(SCHEME)) throw refuse('is not the address of a bucket');
  const rest = text.slice(SCHEME.length);
  if (rest.startsWith('arn:')) {
    throw refuse('is an ARN', 'name the bucket, or the alias of the access point (it ends in -s3alias)');
  }
  const slash = rest.indexOf('/');
  const bucket = slash < 0 ? rest : rest.slice(0, slash);
  const prefix = slash < 0 ? '' : rest.slice(slash + 1);
  if (bucket === '') throw refuse('names no bucket');
  if (rest.includes('?'))
    throw refuse('has a query string', `leave out what is behind the question mark: ${FORM}`);
  if (bucket.endsWith('--x-s3')) {
    throw refuse(
      'is a directory bucket, which S3 does not list in order',
      'copy the files to another bucket or a folder',
    );
  }
  if (!NAME.test(bucket) || NOT_A_NAME.test(bucket)) {
    throw refuse(
      `names no bucket: ${JSON.stringify(bucket)} cannot be one`,
      'a bucket has 3 to 63 small letters, digits, dots and hyphens, and begins and ends with a letter or digit',
    );
  }
  return { bucket, prefix };
}

/** An object or a prefix as `s3://BUCKET/KEY`. */
export function pathOf(bucket: string, key: string): string {
  return `${SCHEME}${bucket}/${key}`;
}
