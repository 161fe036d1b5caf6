import { basename, isAbsolute } from 'node:path';
import type { ReplaySummary } from '../core/finding/summary.ts';

/**
 * A summary that may be passed on: of an absolute path, which tells of the machine and its user, only the file's name is
 * left. Relative paths and objects in S3 stay.
 */
export function withoutFolders<Summary extends Pick<ReplaySummary, 'databases' | 'skipped'>>(
  summary: Summary,
): Summary {
  return {
    ...summary,
    databases: summary.databases.map((one) => ({ ...one, path: withoutFolder(one.path) })),
    skipped: summary.skipped.map((one) => ({
      ...one,
      examples: [...new Set(one.examples.map(withoutFolder))],
    })),
  };
}

const withoutFolder = (path: string) => (isAbsolute(path) ? basename(path) : path);
