import { statSync } from 'node:fs';
import { wrongUsage } from '../core/errors.ts';
import { readFile } from '../ingest/file/files.ts';
import type { NamedFile } from './same-file.ts';

/** Throws ERR_USAGE if a result would replace a file of CloudTrail records, which nothing could bring back. */
export async function refuseRecording(written: readonly NamedFile[]): Promise<void> {
  for (const [what, path] of written) {
    if (path === undefined || !isFile(path) || !(await holdsRecords(path))) continue;
    throw wrongUsage(
      `${what} would replace a recording: ${path} holds CloudTrail records`,
      'name another file for the result, or move the recording away',
    );
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    // whoever opens the file says what is wrong
    return false;
  }
}

/** A recording may begin with at most so many damaged lines. */
const MOST_DAMAGED = 1_000;

/** Whether a file has CloudTrail records: damaged lines may come first, but none that a run of Rolewarden wrote. */
async function holdsRecords(path: string): Promise<boolean> {
  let damaged = 0;
  for await (const items of readFile({ path, named: true }, { watch: false })) {
    for (const item of items) {
      if (item.kind === 'record' || item.kind === 'passed') return true;
      if (item.kind !== 'problem') continue;
      if (item.problem.own === true || ++damaged > MOST_DAMAGED) return false;
    }
  }
  return false;
}
