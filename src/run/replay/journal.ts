import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type RolewardenError, wrongUsage } from '../../core/errors.ts';
import { openFrames, type PartPlace } from './frames.ts';
import type { ReadOne } from './readers.ts';
import { nameOf, type Part, type Source } from './reading.ts';

/**
 * Keeps what was read from recordings in a file of its own. A replay that was interrupted continues from it, and a
 * later one, with other rules, need not read the recordings again. Its events are normalised: no token, secret or
 * external id.
 */
export interface ReadingJournal {
  /**
   * A reader that takes a file from the journal if all of it is there and it has not changed; else reads and keeps it.
   */
  through(read: ReadOne): ReadOne;
  close(): void;
}

/**
 * Opens or begins a journal. `fingerprint` stands for all that reading depends on. Throws ERR_USAGE if the journal was
 * begun with another one, or if the file is no journal. What a killed process left half written is cut off.
 */
export function openJournal(path: string, fingerprint: string): ReadingJournal {
  const frames = openFrames(path);
  const attempts = new Map<string, PartPlace[]>();
  const placesOf = (attempt: string) => {
    const places = attempts.get(attempt) ?? [];
    attempts.set(attempt, places);
    return places;
  };
  /** By a file's key, the attempt that read it to its end. */
  const whole = new Map<string, string>();
  for (const { head, place } of frames.all()) {
    const { kind, key, attempt } = head;
    if (kind === 'whole') whole.set(key, attempt);
    else if (kind === 'part') placesOf(attempt).push(place);
    else if (key !== fingerprint) {
      frames.close();
      throw stale(path);
    }
  }
  if (frames.length() === 0) frames.append({ kind: 'head', key: fingerprint, attempt: '' }, undefined);

  const read = async function* (source: Source, readOne: ReadOne): AsyncGenerator<Part> {
    const key = await keyOf(source);
    if (key === undefined) {
      yield* readOne(source);
      return;
    }
    const kept = whole.get(key);
    if (kept !== undefined) {
      for (const place of placesOf(kept)) yield frames.read(place);
      return;
    }
    const attempt = randomUUID();
    let broken = false;
    for await (const part of readOne(source)) {
      broken ||= part.broken === true;
      frames.append({ kind: 'part', key, attempt }, part);
      yield part;
    }
    if (!broken) frames.append({ kind: 'whole', key, attempt }, undefined);
  };
  return {
    through: (readOne) => (source) => read(source, readOne),
    close: () => frames.close(),
  };
}

/** A key for the file as it is now, other if it has changed. Undefined if its size and time cannot be found out. */
async function keyOf(source: Source): Promise<string | undefined> {
  if (source.kind === 'object') return `${nameOf(source)} ${source.etag}`;
  const { mtimeMs, size } = (await stat(source.path).catch(() => undefined)) ?? {};
  return size === undefined ? undefined : `${resolve(source.path)} ${size} ${mtimeMs}`;
}

function stale(path: string): RolewardenError {
  return wrongUsage(
    `${path} holds what was read by another version, or with other settings of sessions or identity.directories`,
    'name another file, or delete it to read everything again',
  );
}
