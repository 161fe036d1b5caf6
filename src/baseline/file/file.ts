import { existsSync, readFileSync, statSync } from 'node:fs';
import { pieces } from '../../core/collections/pieces.ts';
import { RolewardenError } from '../../core/errors.ts';
import type { Sighting } from '../../core/history/habit.ts';
import { decoded } from '../../core/text/decode.ts';
import { mustBeFile, otherKind } from '../../core/text/file-kind.ts';
import { entryLine, parseEntry, unreadableBaseline } from './entries.ts';
import { type FileWords, toFile } from './whole-file.ts';

/** Reads a baseline file (one `{"owner","dimension","value","days"}` a line); nothing if it does not exist yet. */
export function readBaseline(path: string): readonly Sighting[] {
  if (!existsSync(path)) return [];
  try {
    mustBeFile(path, statSync(path));
    return decoded(readFileSync(path))
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parseEntry(line, index + 1)]));
  } catch (cause) {
    throw unreadableBaseline(path, cause);
  }
}

/** A baseline file that is to be written: whole, or not at all. */
export interface BaselineDraft {
  keep(entries: readonly Sighting[]): void;
  /** After `keep` it does nothing; before, it leaves the file as it was. */
  abandon(): void;
}

const BASELINE: FileWords = {
  what: 'the baseline ',
  opening: 'ERR_BASELINE_FILE',
  writing: 'ERR_BASELINE_FILE',
};
/** Entries are written in blocks of about this many. */
const BLOCK = 5_000;

/** Begins to write a baseline file. Throws at once if it cannot be written. */
export function draftBaseline(path: string): BaselineDraft {
  mustBeReplaceable(path);
  const file = toFile(path, BASELINE);
  return {
    keep(entries) {
      for (const block of pieces(entries, BLOCK)) file.write(block.map(entryLine).join(''));
      file.end();
    },
    abandon: file.abandon,
  };
}

/** Throws ERR_BASELINE_FILE: what is written into a pipe or a device could never be read again. */
function mustBeReplaceable(path: string): void {
  const kind = path === '/dev/null' ? undefined : kindAt(path);
  if (kind === undefined) return;
  throw new RolewardenError(
    'ERR_BASELINE_FILE',
    `cannot write the baseline ${path}: it is ${kind}, not a file`,
    'name a file, or one that is not there yet',
  );
}

function kindAt(path: string): string | undefined {
  try {
    const there = statSync(path, { throwIfNoEntry: false });
    return there && otherKind(there);
  } catch {
    // whoever opens it says what is wrong
    return undefined;
  }
}
