import { statSync } from 'node:fs';
import { RolewardenError } from '../core/errors.ts';
import { readFile } from '../ingest/files.ts';
import type { Named } from './same-file.ts';

/** A result would replace recorded CloudTrail, which nothing brings back. Throws ERR_USAGE, before anything is written. */
export async function refuseRecording(written: readonly Named[]): Promise<void> {
  for (const [what, path] of written) {
    if (path === undefined || !isFile(path) || !(await holdsRecords(path))) continue;
    throw new RolewardenError(
      'ERR_USAGE',
      `${what} would replace a recording: ${path} holds CloudTrail records`,
      'name another file for the result, or move the recording away',
    );
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // said by whoever opens it
    return false;
  }
}

/** So many lines that are no records may stand before the first. */
const MOST_DAMAGED = 1_000;

/** A result of a run is told by its first line; a recording may be damaged where it begins. */
async function holdsRecords(path: string): Promise<boolean> {
  let damaged = 0;
  for await (const items of readFile({ path, named: true }, false)) {
    for (const item of items) {
      if (item.kind === 'record' || item.kind === 'passed') return true;
      if (item.kind !== 'problem') continue;
      if (item.problem.own === true || ++damaged > MOST_DAMAGED) return false;
    }
  }
  return false;
}
