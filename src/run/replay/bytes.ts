import { readSync, writeSync } from 'node:fs';

/** The bytes of an open file from `at` on: so many, or fewer if the file ends before. One read may give only a part. */
export function readUpTo(file: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  let done = 0;
  for (let more = 1; more > 0 && done < bytes; done += more) {
    more = readSync(file, buffer, done, bytes - done, at + done);
  }
  return buffer.subarray(0, done);
}

/** Writes all bytes, at a place or, for a file opened to append, at its end. One write may take only a part. */
export function writeAll(file: number, bytes: Buffer, at?: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, at === undefined ? null : at + done);
  }
}
