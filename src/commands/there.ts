import { statSync } from 'node:fs';
import { codeOf } from '../core/errors.ts';
import { unreadable } from '../ingest/file/files.ts';

/** Whether a file is there. Throws ERR_INPUT_UNREADABLE in a folder in which the user may not look. */
export function isThere(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (cause) {
    if (codeOf(cause) !== 'EACCES') return false;
    throw unreadable(path, cause);
  }
}
