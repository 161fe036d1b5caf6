import { closeSync, mkdtempSync, openSync, readSync, rmdirSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { StsEvent } from '../core/event.ts';

/** A block of events on the disk. */
export interface Block {
  readonly at: number;
  readonly bytes: number;
}

/**
 * Events that memory has no room for, in a file that only this process can open and that vanishes with it. They are
 * normalised events: no token, no secret and no external id is in them.
 */
export interface Spool {
  write(events: readonly StsEvent[]): Block;
  read(block: Block): readonly StsEvent[];
  close(): void;
}

/** Throws ERR_SPOOL if the disk is full, here or in `write`. */
export function createSpool(): Spool {
  const file = attempt(openNameless);
  let length = 0;
  return {
    write(events) {
      const bytes = serialize(events);
      const block = { at: length, bytes: bytes.length };
      attempt(() => {
        for (let done = 0; done < bytes.length; )
          done += writeSync(file, bytes, done, bytes.length - done, length + done);
      });
      length += bytes.length;
      return block;
    },
    read({ at, bytes }) {
      const buffer = Buffer.allocUnsafe(bytes);
      attempt(() => {
        for (let done = 0; done < bytes; ) {
          const more = readSync(file, buffer, done, bytes - done, at + done);
          if (more === 0) throw new Error('the file was cut');
          done += more;
        }
      });
      const events: readonly StsEvent[] = deserialize(buffer);
      return events;
    },
    close: () => closeSync(file),
  };
}

/** Open, and no longer in any folder: whatever ends the process frees its room. */
function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-'));
  const path = join(folder, 'events');
  try {
    const file = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    return file;
  } finally {
    rmdirSync(folder);
  }
}

function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const remedy = 'make room there, or name another folder in TMPDIR';
    const message = `cannot keep events in ${tmpdir()}: ${reasonOf(cause)}`;
    throw new RolewardenError('ERR_SPOOL', message, remedy, { cause });
  }
}
