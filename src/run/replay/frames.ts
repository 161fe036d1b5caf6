import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { RolewardenError, reasonOf, wrongUsage } from '../../core/errors.ts';
import { readUpTo, writeAll } from './bytes.ts';
import type { Part } from './reading.ts';

/** The head of a frame. `whole` says that an attempt has read its file to the end; `head` begins the journal. */
export interface FrameHead {
  readonly kind: 'head' | 'part' | 'whole';
  /** The file that was read, or for `head` what reading depended on. */
  readonly key: string;
  readonly attempt: string;
}

/** Where a frame's part is in the file, and the part's checksum. */
export interface PartPlace {
  readonly at: number;
  readonly bytes: number;
  readonly check: number;
}

/** A frame without its part, which is read only when it is needed. */
export interface Frame {
  readonly head: FrameHead;
  readonly place: PartPlace;
}

/** A file of frames, to which new ones are appended. */
export interface Frames {
  /** Every frame up to the first that is incomplete or damaged; what comes from there on is cut off. */
  all(): Iterable<Frame>;
  append(head: FrameHead, part: Part | undefined): void;
  /** Throws ERR_SPOOL if the frame is not what was written. */
  read(place: PartPlace): Part;
  /** Bytes of all complete frames. */
  length(): number;
  close(): void;
}

const MAGIC = Buffer.from('rolewarden.journal/3\n');
/** A frame's first bytes: length of the head, length of the part, checksum of the head, checksum of the part. */
const PREFIX = 16;

/** Opens or creates the file. Throws ERR_USAGE if it is another kind of file, or cannot be written. */
export function openFrames(path: string): Frames {
  const file = attempt(path, 'ERR_USAGE', () => openSync(path, 'a+', 0o600));
  let end = MAGIC.length;
  let closed = false;
  const { size } = fstatSync(file);
  if (size === 0) attempt(path, 'ERR_USAGE', () => writeAll(file, MAGIC));
  else if (!readUpTo(file, 0, MAGIC.length).equals(MAGIC)) {
    closeSync(file);
    throw wrongUsage(`${path} is no journal of a replay`, 'name another file');
  }
  return {
    *all() {
      for (let next = frameAt(file, size, end); next !== undefined; next = frameAt(file, size, end)) {
        end = next.place.at + next.place.bytes;
        yield next;
      }
      if (end < size) ftruncateSync(file, end);
    },
    append(head, part) {
      // a file may still be being read when a replay is given up
      if (closed) return;
      const bytes = bytesOf(head, part);
      attempt(path, 'ERR_SPOOL', () => writeAll(file, bytes));
      end += bytes.length;
    },
    read({ at, bytes, check }) {
      const buffer = readUpTo(file, at, bytes);
      if (buffer.length < bytes || crc32(buffer) !== check) throw damaged(path);
      const part: Part = deserialize(buffer);
      return part;
    },
    length: () => end - MAGIC.length,
    close() {
      closed = true;
      closeSync(file);
    },
  };
}

/** The frame at a place; undefined if it is incomplete or damaged. `size`: of the file, when it was opened. */
function frameAt(file: number, size: number, at: number): Frame | undefined {
  const prefix = readUpTo(file, at, PREFIX);
  if (prefix.length < PREFIX) return undefined;
  const headBytes = prefix.readUInt32LE(0);
  const bytes = prefix.readUInt32LE(4);
  if (at + PREFIX + headBytes + bytes > size) return undefined;
  const packed = readUpTo(file, at + PREFIX, headBytes);
  // after a power failure there may be zeros, which read as a head of no bytes with a correct checksum
  if (headBytes === 0 || crc32(packed) !== prefix.readUInt32LE(8)) return undefined;
  const head: FrameHead = deserialize(packed);
  return { head, place: { at: at + PREFIX + headBytes, bytes, check: prefix.readUInt32LE(12) } };
}

function bytesOf(head: FrameHead, part: Part | undefined): Buffer {
  const first = serialize(head);
  const second = part === undefined ? Buffer.alloc(0) : serialize(part);
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32LE(first.length, 0);
  prefix.writeUInt32LE(second.length, 4);
  prefix.writeUInt32LE(crc32(first), 8);
  prefix.writeUInt32LE(crc32(second), 12);
  return Buffer.concat([prefix, first, second]);
}

function damaged(path: string): RolewardenError {
  return new RolewardenError('ERR_SPOOL', `${path} is damaged`, 'delete it, and everything is read again');
}

function attempt<T>(path: string, code: 'ERR_USAGE' | 'ERR_SPOOL', act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const remedy = 'name a file that can be written, where there is room';
    throw new RolewardenError(code, `cannot write ${path}: ${reasonOf(cause)}`, remedy, { cause });
  }
}
