import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  type _Object as S3Object,
} from '@aws-sdk/client-s3';
import { RolewardenError } from '../../core/errors.ts';
import { pathOf } from './address.ts';
import { beforeNext, type Calls, call } from './call.ts';

/** What one request lists. `whole`: every object below the prefix, however deep; otherwise objects and folders. */
export interface ListRequest {
  readonly prefix: string;
  readonly whole: boolean;
  readonly token: string | undefined;
}

/** An object as a page of a listing shows it. */
export interface Stored {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Its storage class, if it must be restored before it can be read. */
  readonly archived: string | undefined;
}

/** An object, or a folder with its whole prefix and the slash at the end. */
export type Piece = Stored | { readonly folder: string };

/** Objects and folders in the order of their keys' UTF-8 bytes; `next` asks for the next page. */
export interface ListPage {
  readonly pieces: readonly Piece[];
  readonly next: ListRequest | undefined;
}

const DELIMITER = '/';

/** Asks for up to 1,000 objects and folders. Throws what `failureOf` gives, or the signal's reason. */
export async function askPage(
  calls: Calls,
  bucket: string,
  ask: ListRequest,
  signal: AbortSignal,
): Promise<ListPage> {
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

function commandFor(bucket: string, { prefix, token, whole }: ListRequest): ListObjectsV2Command {
  return new ListObjectsV2Command({
    Bucket: bucket,
    Prefix: prefix,
    MaxKeys: 1_000,
    // a key may have characters that XML cannot express
    EncodingType: 'url',
    OptionalObjectAttributes: ['RestoreStatus'],
    ...(whole ? {} : { Delimiter: DELIMITER }),
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
}

function pageOf(ask: ListRequest, bucket: string, answer: ListObjectsV2CommandOutput): ListPage {
  const plain = answer.EncodingType === 'url' ? decoded : (text: string) => text;
  const objects = (answer.Contents ?? []).map((object) => storedOf(object, plain));
  const folders = (answer.CommonPrefixes ?? []).map(({ Prefix = '' }) => ({ folder: plain(Prefix) }));
  return { pieces: merged(objects, folders), next: nextOf(ask, bucket, answer) };
}

function nextOf(
  ask: ListRequest,
  bucket: string,
  answer: ListObjectsV2CommandOutput,
): ListRequest | undefined {
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

/** Decodes a key as S3 URL-encodes it on request: a space is a plus. */
function decoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '));
}

/** One list in the order of UTF-8 bytes: S3 gives two, objects and folders, each in this order. */
function merged(objects: readonly Piece[], folders: readonly Piece[]): readonly Piece[] {
  if (folders.length === 0 || objects.length === 0) return [...objects, ...folders];
  const bytesOf = (piece: Piece) => Buffer.from('folder' in piece ? piece.folder : piece.key);
  const keyed = [...objects, ...folders].map((piece) => ({ at: bytesOf(piece), piece }));
  return keyed.sort((a, b) => a.at.compare(b.at)).map(({ piece }) => piece);
}
