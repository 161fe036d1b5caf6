import { GetObjectCommand, NoSuchBucket, NoSuchKey, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { RolewardenError } from '../../core/errors.ts';
import type { Objects } from '../../core/ports/ports.ts';

/** Milliseconds: enough for 50 MB over a slow network, while a file that stalls does not occupy a worker for ever. */
const HTTP = { connectionTimeout: 1_000, requestTimeout: 30_000, throwOnRequestTimeout: true } as const;

/** Reads objects of any region. The client is made for the first one: most processes never read any. */
export function createObjects(settings: S3ClientConfig): Objects {
  let made: S3Client | undefined;
  const client = () => {
    made ??= new S3Client({
      followRegionRedirects: true,
      maxAttempts: 3,
      requestHandler: HTTP,
      ...settings,
    });
    return made;
  };
  return {
    async *read({ bucket, key }, abortSignal) {
      const { Body } = await client()
        .send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal })
        .catch((thrown: unknown) => {
          throw thrown instanceof NoSuchKey || thrown instanceof NoSuchBucket ? gone(thrown) : thrown;
        });
      if (Body === undefined) throw gone(undefined);
      for await (const chunk of Body.transformToWebStream()) yield Buffer.from(chunk);
    },
    close: () => made?.destroy(),
  };
}

function gone(cause: unknown): RolewardenError {
  return new RolewardenError(
    'ERR_INPUT_UNREADABLE',
    'there is no such object',
    'nothing, if it was deleted; else look at who may send notifications: this one may be forged',
    { cause },
  );
}
