import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import type { Sighting } from '../core/habit.ts';
import { entryLine, parseEntry, unreadable } from './entries.ts';

/** Reads a baseline file (one `{"owner","dimension","value","days"}` a line); nothing if it does not exist yet. */
export function readBaseline(path: string): readonly Sighting[] {
  if (!existsSync(path)) return [];
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parseEntry(line, index + 1)]));
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** Entries are written in blocks of about this many. */
const BLOCK = 5_000;

/** Writes the whole baseline, first to a file beside it and then by rename: a crash leaves the old one. */
export function writeBaseline(path: string, entries: readonly Sighting[]): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    const file = openSync(beside, 'w');
    try {
      for (let at = 0; at < entries.length; at += BLOCK) {
        writeWhole(
          file,
          entries
            .slice(at, at + BLOCK)
            .map(entryLine)
            .join(''),
        );
      }
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw new RolewardenError(
      'ERR_BASELINE_FILE',
      `cannot write the baseline ${path}: ${reasonOf(cause)}`,
      'name a file in a folder that exists and can be written',
      { cause },
    );
  }
}

/** A write may take a part: the rest is written after it. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
