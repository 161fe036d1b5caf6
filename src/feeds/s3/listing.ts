import { wrongUsage } from '../../core/errors.ts';
import { type BucketAddress, pathOf } from './address.ts';
import { type Ahead, type Contents, inOrder } from './ahead.ts';
import type { Calls } from './call.ts';
import { askPage, type ListPage, type ListRequest, type Stored } from './page.ts';
import { isLater, isListedWhole } from './trail.ts';

/** An object to read, as the listing showed it. */
export interface BucketFile {
  readonly kind: 'file';
  readonly bucket: string;
  readonly key: string;
  /** Its size as stored: compressed, if it is. */
  readonly bytes: number;
  readonly etag: string;
}

/** One thing found in a bucket. A skipped folder counts as one thing: what it holds was not listed. */
export type Listed =
  | BucketFile
  | {
      readonly kind: 'skipped';
      readonly path: string;
      readonly reason: string;
      /** It holds events, but all of them are later than the time asked for. */
      readonly later?: true;
    };

/** Tells recordings from other files by their names, with the same rules as for local folders. */
export interface Names {
  /** `name` is the last part of a key. */
  isRecording(name: string): boolean;
  /** `folder` is the last part of a folder's key, without the slash. */
  holdsNoEvents(folder: string): boolean;
}

interface Listing {
  readonly calls: Calls;
  readonly names: Names;
  readonly ahead: Ahead;
  readonly address: BucketAddress;
  /** Folders of a trail that can hold no event before this time (ms) are skipped. */
  readonly to: number;
}

/**
 * Lists everything whose key begins with the address's prefix, in the order of the keys' UTF-8 bytes. An object whose
 * whole key is the prefix counts as a file whatever its name. Throws ERR_USAGE if there is nothing.
 */
export async function* listBucket(listing: Listing, signal: AbortSignal): AsyncGenerator<Listed, undefined> {
  const { address, ahead, calls } = listing;
  const { bucket, prefix } = address;
  let empty = true;
  const find = async (ask: ListRequest) => {
    const page = await askPage(calls, bucket, ask, signal);
    empty &&= page.pieces.length === 0;
    return foundOn(page, ask, listing);
  };
  let last: string | undefined;
  for await (const run of inOrder({ prefix, whole: false, token: undefined }, find, ahead)) {
    for (const listed of run) {
      signal.throwIfAborted();
      // where a month is listed whole, each object of a folder without events reports that folder again
      if (listed.kind === 'skipped' && listed.path === last) continue;
      last = listed.kind === 'skipped' ? listed.path : undefined;
      yield listed;
    }
  }
  if (!empty) return;
  const remedy = 'check the prefix, letter by letter: it takes no wildcards; `aws s3 ls` shows what is there';
  throw wrongUsage(`nothing is there: ${pathOf(bucket, prefix)}`, remedy);
}

/** A page in the form that `inOrder` takes: runs of files and skipped things, and a listing in place of each folder. */
function foundOn(page: ListPage, ask: ListRequest, listing: Listing): Contents<Listed> {
  const found: (Listed[] | ListRequest)[] = [];
  let run: Listed[] = [];
  const put = (next: ListRequest) => {
    if (run.length > 0) found.push(run);
    run = [];
    found.push(next);
  };
  for (const piece of page.pieces) {
    const listed = 'folder' in piece ? skippedFolder(piece.folder, listing) : listedOf(piece, ask, listing);
    if (listed !== undefined) run.push(listed);
    else if ('folder' in piece) {
      put({ prefix: piece.folder, whole: isListedWhole(piece.folder, listing.to), token: undefined });
    }
  }
  if (page.next !== undefined) put(page.next);
  else if (run.length > 0) found.push(run);
  return found;
}

/** Why a folder is skipped; undefined if it is to be listed. */
function skippedFolder(folder: string, { address, names, to }: Listing): Listed | undefined {
  if (names.holdsNoEvents(lastOf(folder.slice(0, -1)))) return skipped(address, folder, 'holds no events');
  return isLater(folder, to)
    ? { ...skipped(address, folder, 'delivered after the time asked for'), later: true }
    : undefined;
}

/** An object as a file, or why it is skipped; undefined for the empty object with which consoles mark a folder. */
function listedOf(
  { archived, bytes, etag, key }: Stored,
  ask: ListRequest,
  listing: Listing,
): Listed | undefined {
  const { address, names } = listing;
  if (key.endsWith('/') && bytes === 0) return undefined;
  if (key !== address.prefix) {
    const folders = key.slice(ask.prefix.length).split('/').slice(0, -1);
    const at = folders.findIndex((folder) => names.holdsNoEvents(folder));
    if (at >= 0) {
      return skipped(address, `${ask.prefix}${folders.slice(0, at + 1).join('/')}/`, 'holds no events');
    }
    if (!names.isRecording(lastOf(key))) return skipped(address, key, 'not a recording by its name');
  }
  if (archived !== undefined) return skipped(address, key, `archived (${archived}): restore it first`);
  return { kind: 'file', bucket: address.bucket, key, bytes, etag };
}

function skipped({ bucket }: BucketAddress, key: string, reason: string) {
  return { kind: 'skipped' as const, path: pathOf(bucket, key), reason };
}

function lastOf(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
