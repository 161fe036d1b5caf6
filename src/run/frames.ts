import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { Part } from './reading.ts';

/** What a frame is about; the part itself is read when it is wanted. */
export interface FrameHead {
  readonly kind: 'head' | 'part' | 'whole';
  readonly key: string;
  readonly attempt: string;
}

/** Where a frame's part is in the file. */
export interface Place {
  readonly at: number;
  readonly bytes: number;
  readonly check: number;
}

/** A frame in the file. */
export interface Frame {
  readonly head: FrameHead;
  readonly place: Place;
}

/** A file of frames, to which frames are added at the end. */
export interface Frames {
  /** Every whole frame up to the first that is none; the rest is cut off. */
  all(): Iterable<Frame>;
  append(head: FrameHead, part: Part | undefined): void;
  /** Throws ERR_SPOOL if the frame is not what was written. */
  read(place: Place): Part;
  /** Bytes of whole frames. */
  length(): number;
  close(): void;
}

const MAGIC = Buffer.from('rolewarden.journal/3\n');
/** Bytes of the head and of the part, and a checksum of each. */
const PREFIX = 16;

/** Opens or creates the file. Throws ERR_USAGE for a file of another kind or a place that cannot be written. */
export function openFrames(path: string): Frames {
  const file = attempt(path, 'ERR_USAGE', () => openSync(path, 'a+', 0o600));
  let end = MAGIC.length;
  let closed = false;
  const readAt = (at: number, bytes: number): Buffer => {
    const buffer = Buffer.allocUnsafe(bytes);
    let done = 0;
    for (let more = 1; more > 0 && done < bytes; done += more) {
      more = readSync(file, buffer, done, bytes - done, at + done);
    }
    return buffer.subarray(0, done);
  };
  const write = (bytes: Buffer): void => {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
  };
  const { size } = fstatSync(file);
  if (size === 0) attempt(path, 'ERR_USAGE', () => write(MAGIC));
  else if (!readAt(0, MAGIC.length).equals(MAGIC)) {
    closeSync(file);
    throw new RolewardenError('ERR_USAGE', `${path} is no journal of a replay`, 'name another file');
  }

  const frameAt = (at: number): Frame | undefined => {
    const prefix = readAt(at, PREFIX);
    if (prefix.length < PREFIX) return undefined;
    const [headBytes, bytes] = [prefix.readUInt32LE(0), prefix.readUInt32LE(4)];
    if (at + PREFIX + headBytes + bytes > size) return undefined;
    const packed = readAt(at + PREFIX, headBytes);
    // zeros, which a lost power supply leaves, are a head of no bytes with a right checksum
    if (headBytes === 0 || crc32(packed) !== prefix.readUInt32LE(8)) return undefined;
    const head: FrameHead = deserialize(packed);
    return { head, place: { at: at + PREFIX + headBytes, bytes, check: prefix.readUInt32LE(12) } };
  };
  return {
    *all() {
      for (let next = frameAt(end); next !== undefined; next = frameAt(end)) {
        end = next.place.at + next.place.bytes;
        yield next;
      }
      if (end < size) ftruncateSync(file, end);
    },
    append(head, part) {
      // a file may still be on its way when a replay is given up
      if (closed) return;
      const [first, second] = [serialize(head), part === undefined ? Buffer.alloc(0) : serialize(part)];
      const prefix = Buffer.alloc(PREFIX);
      prefix.writeUInt32LE(first.length, 0);
      prefix.writeUInt32LE(second.length, 4);
      prefix.writeUInt32LE(crc32(first), 8);
      prefix.writeUInt32LE(crc32(second), 12);
      attempt(path, 'ERR_SPOOL', () => write(Buffer.concat([prefix, first, second])));
      end += PREFIX + first.length + second.length;
    },
    read({ at, bytes, check }) {
      const buffer = readAt(at, bytes);
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
