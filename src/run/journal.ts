import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { RolewardenError } from '../core/errors.ts';
import { openFrames, type Place } from './frames.ts';
import type { ReadOne } from './readers.ts';
import { nameOf, type Part, type Source } from './reading.ts';

/**
 * What was read of files, kept in a file of its own: a replay that was interrupted goes on from it, and the next one, by
 * other rules, reads nothing again. It holds normalised events: no token, no secret and no external id.
 */
export interface Journal {
  /** Reads files through the journal: from it, if a file is there as a whole and has not changed. */
  through(read: ReadOne): ReadOne;
  close(): void;
}

/**
 * Opens or begins a journal. `fingerprint`: what reading depends on; a journal that was begun under another is refused
 * with ERR_USAGE, as is a file that is none. What a killed process left half written is cut off.
 */
export function openJournal(path: string, fingerprint: string): Journal {
  const frames = openFrames(path);
  const attempts = new Map<string, Place[]>();
  /** The attempt at which a file was read to its end. */
  const whole = new Map<string, string>();
  for (const { head, place } of frames.all()) {
    const { kind, key, attempt } = head;
    if (kind === 'whole') whole.set(key, attempt);
    else if (kind === 'part') attempts.set(attempt, [...(attempts.get(attempt) ?? []), place]);
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
      for (const place of attempts.get(kept) ?? []) yield frames.read(place);
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

/** A file as it is now: one that has changed is read again. Undefined for one that cannot be looked at. */
async function keyOf(source: Source): Promise<string | undefined> {
  if (source.kind === 'object') return `${nameOf(source)} ${source.etag}`;
  const { mtimeMs, size } = (await stat(source.path).catch(() => undefined)) ?? {};
  return size === undefined ? undefined : `${resolve(source.path)} ${size} ${mtimeMs}`;
}

function stale(path: string): RolewardenError {
  return new RolewardenError(
    'ERR_USAGE',
    `${path} holds what was read by another version, or with other settings of sessions or identity.directories`,
    'name another file, or delete it to read everything again',
  );
}
