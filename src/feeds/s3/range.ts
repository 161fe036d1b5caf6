import { Readable } from 'node:stream';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { RolewardenError } from '../../core/errors.ts';
import { pathOf } from './address.ts';
import { chunksOf } from './body.ts';
import { beforeNext, type Calls, call } from './call.ts';
import type { BucketFile } from './listing.ts';

/** Bytes from `start` up to, not including, `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes of a range, each once and in order. If the body breaks off or stalls, the rest is requested again. Throws
 * if the object was replaced since it was listed, what `failureOf` gives, and the signal's reason.
 */
export async function* readRange(
  calls: Calls,
  file: BucketFile,
  { end, start }: Range,
  signal: AbortSignal,
): AsyncGenerator<Buffer, undefined> {
  let at = start;
  for (let tries = 0; at < end; tries++) {
    try {
      const body = await bodyOf(calls, file, { start: at, end }, signal);
      for await (const chunk of chunksOf(body, calls.patience.stall, signal)) {
        at += chunk.length;
        if (at > end) throw other(file, 'more bytes came than were asked for');
        yield chunk;
      }
      if (at < end) throw new Error(`the answer ended at byte ${at} of ${end}`);
    } catch (thrown) {
      await beforeNext(calls, { step: 'read', ...file }, tries, thrown, signal);
    }
  }
}

/** With `If-Match` an object that was replaced is an error: otherwise its parts could be of different contents. */
async function bodyOf(calls: Calls, file: BucketFile, range: Range, signal: AbortSignal): Promise<Readable> {
  const { start, end } = range;
  const whole = start === 0 && end === file.bytes;
  const asked = { Bucket: file.bucket, Key: file.key, IfMatch: file.etag };
  const command = new GetObjectCommand(whole ? asked : { ...asked, Range: `bytes=${start}-${end - 1}` });
  const { Body, ContentRange } = await call(calls, signal, (abortSignal) => {
    return calls.client.send(command, { abortSignal });
  });
  if (!(Body instanceof Readable)) throw other(file, 'the answer has no body');
  if (whole || ContentRange?.startsWith(`bytes ${start}-${end - 1}/`) === true) return Body;
  Body.destroy();
  throw other(file, 'the answer is not the range that was asked for');
}

function other({ bucket, key }: BucketFile, why: string): RolewardenError {
  const remedy = 'check the endpoint and what is between: S3 does not answer so';
  return new RolewardenError('ERR_INPUT_UNREADABLE', `cannot read ${pathOf(bucket, key)}: ${why}`, remedy);
}
