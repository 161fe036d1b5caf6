import { Readable } from 'node:stream';
import { GetObjectCommand, NoSuchBucket, NoSuchKey, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { RolewardenError } from '../../core/errors.ts';
import type { Objects } from '../../core/ports/ports.ts';
import { chunksOf } from './body.ts';

/** A file that brings no bytes for so long (ms) is given up: otherwise it would occupy a worker for ever. */
const STALL = 30_000;

/** Reads objects of any region. The client is made for the first one: most processes never read any. */
export function createObjects(settings: S3ClientConfig, stall: number = STALL): Objects {
  let made: S3Client | undefined;
  const client = () => {
    made ??= new S3Client({
      followRegionRedirects: true,
      maxAttempts: 3,
      requestHandler: { connectionTimeout: 1_000, requestTimeout: stall, throwOnRequestTimeout: true },
      // the SDK would wrap the body to check its sum, and a body that stalls could not be closed any more
      responseChecksumValidation: 'WHEN_REQUIRED',
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
      if (!(Body instanceof Readable)) throw gone(undefined);
      yield* chunksOf(Body, stall, abortSignal);
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
