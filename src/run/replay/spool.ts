import { closeSync, mkdtempSync, openSync, rmdirSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { discard, own } from '../../ingest/file/discard.ts';
import type { Packed } from '../../ingest/packed/packed.ts';
import { readUpTo, writeAll } from './bytes.ts';

/** A block of events on the disk. */
export interface Block {
  readonly at: number;
  readonly bytes: number;
}

/**
 * Holds events that memory has no room for, in a file that no other process can open and that vanishes with this one.
 * The events are normalised: no token, secret or external id is in them.
 */
export interface Spool {
  /** Writes at least one event. */
  write(events: readonly Packed[]): Block;
  read(block: Block): readonly Packed[];
  close(): void;
}

/** Throws ERR_SPOOL if the file cannot be made, and in `write` if the disk is full. */
export function createSpool(): Spool {
  const file = attempt(openNameless);
  let length = 0;
  return {
    write(events) {
      // an event is a line of JSON, in which no line feed can occur
      const bytes = Buffer.from(events.join('\n'), 'utf8');
      const block = { at: length, bytes: bytes.length };
      attempt(() => writeAll(file, bytes, length));
      length += bytes.length;
      discard(own(bytes));
      return block;
    },
    read({ at, bytes }) {
      const buffer = attempt(() => {
        const read = readUpTo(file, at, bytes);
        if (read.length < bytes) throw new Error('the file was cut');
        return read;
      });
      const text = buffer.toString('utf8');
      discard(own(buffer));
      return text.split('\n');
    },
    close: () => closeSync(file),
  };
}

/** Opens a file and removes it from its folder: its room is freed however the process ends. */
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
