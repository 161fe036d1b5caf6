import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { RolewardenError } from '../core/errors.ts';
import { pathOf } from './bucket-address.ts';
import { beforeNext, type Calls, call } from './bucket-call.ts';

/** What one request lists. `whole`: everything below the prefix, not its folders. */
export interface Ask {
  readonly prefix: string;
  readonly whole: boolean;
  readonly token: string | undefined;
}

/** What a page says of an object. */
export interface Stored {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Its storage class, if it must be restored before it can be read. */
  readonly archived: string | undefined;
}

export type Piece = Stored | { readonly folder: string };

/** Objects and folders in the order of their keys; `next` asks for the next page. */
export interface Page {
  readonly pieces: readonly Piece[];
  readonly next: Ask | undefined;
}

const DELIMITER = '/';

/** Asks for up to 1,000 keys and folders. Throws what `failureOf` makes of a failure, and what the signal says. */
export async function askPage(calls: Calls, bucket: string, ask: Ask, signal: AbortSignal): Promise<Page> {
  for (let tries = 0; ; tries++) {
    try {
      return pageOf(
        ask,
        bucket,
        await call(calls, signal, (abortSignal) => {
          return calls.client.send(commandFor(bucket, ask), { abortSignal });
        }),
      );
    } catch (thrown) {
      await beforeNext(calls, { step: 'list', bucket, key: ask.prefix }, tries, thrown, signal);
    }
  }
}

function commandFor(bucket: string, { prefix, token, whole }: Ask): ListObjectsV2Command {
  return new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    MaxKeys: 1_000,
    // a key may hold characters that XML cannot
    EncodingType: 'url',
    OptionalObjectAttributes: ['RestoreStatus'],
    ...(whole ? {} : { Delimiter: DELIMITER }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
}

function pageOf(ask: Ask, bucket: string, answer: ListObjectsV2CommandOutput): Page {
  const plain = answer.EncodingType === 'url' ? decoded : (text: string) => text;
  const objects = (answer.Contents ?? []).map((object) => storedOf(object, plain));
  const folders = (answer.CommonPrefixes ?? []).map(({ Prefix = '' }) => ({ folder: plain(Prefix) }));
  return { pieces: merged(objects, folders), next: nextOf(ask, bucket, answer) };
}

function nextOf(ask: Ask, bucket: string, answer: ListObjectsV2CommandOutput): Ask | undefined {
  const { IsTruncated, NextContinuationToken: token } = answer;
  if (IsTruncated !== true) return undefined;
  if (token !== undefined && token !== ask.token) return { ...ask, token };
  const message = `the list of ${pathOf(bucket, ask.prefix)} breaks off: there is more, and no way to ask for it`;
  throw new RolewardenError('ERR_AWS', message, 'run the same again; if it stays, the endpoint is not S3');
}

function storedOf(object: S3Object, plain: (text: string) => string): Stored {
  const { ETag = '', Key = '', RestoreStatus, Size = 0, StorageClass } = object;
  const restored =
    RestoreStatus?.RestoreExpiryDate !== undefined && RestoreStatus.IsRestoreInProgress !== true;
  const cold = StorageClass === 'GLACIER' || StorageClass === 'DEEP_ARCHIVE';
  return { key: plain(Key), bytes: Size, etag: ETag, archived: cold && !restored ? StorageClass : undefined };
}

/** As S3 encodes keys on request: a space is a plus. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** S3 gives keys and folders apart, each in the order of their UTF-8 bytes. */
function merged(objects: readonly Piece[], folders: readonly Piece[]): readonly Piece[] {
  if (folders.length === 0 || objects.length === 0) return [...objects, ...folders];
  const bytesOf = (piece: Piece) => Buffer.from('folder' in piece ? piece.folder : piece.key);
  const keyed = [...objects, ...folders].map((piece) => ({ at: bytesOf(piece), piece }));
  return keyed.sort((a, b) => a.at.compare(b.at)).map(({ piece }) => piece);
}
