import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { RolewardenError, reasonOf } from '../core/errors.ts';
import { DIMENSIONS, type Sighting, type StoredDimension } from '../core/habit.ts';

const STORED: ReadonlySet<string> = new Set(DIMENSIONS.flatMap((name) => [name, `~${name}`]));

/** Reads a baseline file (one `{"owner","dimension","value","days"}` a line); nothing if it does not exist yet. */
export function readBaseline(path: string): readonly Sighting[] {
  if (!existsSync(path)) return [];
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .flatMap((line, index) => (line.trim() === '' ? [] : [parseEntry(line, index + 1)]));
  } catch (cause) {
    throw new RolewardenError(
      'ERR_BASELINE_FILE',
      `cannot read the baseline ${path}: ${reasonOf(cause)}`,
      'name a file that --baseline wrote, or one that does not exist yet to start a new one',
      { cause },
    );
  }
}

/** Writes the whole baseline, first to a file beside it and then by rename: a crash leaves the old one. */
export function writeBaseline(path: string, entries: readonly Sighting[]): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
    renameSync(beside, path);
  } catch (cause) {
    throw new RolewardenError(
      'ERR_BASELINE_FILE',
      `cannot write the baseline ${path}: ${reasonOf(cause)}`,
      'name a file in a folder that exists and can be written',
      { cause },
    );
  }
}

function parseEntry(line: string, number: number): Sighting {
  const value: unknown = JSON.parse(line);
  if (typeof value === 'object' && value !== null && 'owner' in value && 'dimension' in value) {
    const { owner, dimension } = value;
    const text = 'value' in value ? value.value : undefined;
    const days = 'days' in value ? value.days : undefined;
    if (typeof owner === 'string' && isStored(dimension) && typeof text === 'string' && isDays(days)) {
      return { owner, dimension, value: text, days };
    }
  }
  throw new Error(`line ${number} is not a baseline entry`);
}

function isStored(value: unknown): value is StoredDimension {
  return typeof value === 'string' && STORED.has(value);
}

function isDays(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((day) => Number.isInteger(day) && day >= 0 && day < 100_000);
}
