import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { behindLinks, isHandle } from '../baseline/file/links.ts';
import { wrongUsage } from '../core/errors.ts';

/** A file on the command line: the option that names it, and its path if given. */
export type NamedFile = readonly [what: string, path: string | undefined];

/**
 * Throws ERR_USAGE if a result would replace another result, or a file that is read, or would go to a file named `-`,
 * by which people mean a stream. Opens none.
 */
export function refuseSameFile(read: readonly NamedFile[], written: readonly NamedFile[]): void {
  const results = new Set(written);
  const seen = new Map<string, NamedFile>();
  for (const named of [...read, ...written]) {
    const [what, path] = named;
    if (results.has(named)) refusePlace(named);
    const file = path === undefined ? undefined : identityOf(path);
    if (file === undefined) continue;
    const before = seen.get(file);
    if (before !== undefined && results.has(named)) {
      throw wrongUsage(
        `${before[0]} and ${what} name the same file: ${path}`,
        'give each result a file of its own',
      );
    }
    seen.set(file, named);
  }
}

/** Throws ERR_USAGE for a result that would go to a file named `-`, or into S3. */
export function refusePlace([what, path]: NamedFile): void {
  if (path === '-') throw wrongUsage(`${what} cannot be "-"`, INSTEAD[what] ?? KEPT);
  if (path !== undefined && /^s3:\/\//i.test(path))
    throw wrongUsage(
      `${what} cannot be ${JSON.stringify(path)}: only recordings are in S3`,
      'name a file of this machine; then copy it: aws s3 cp',
    );
}

const KEPT = 'name a file: it is read, and written back at the end';
const INSTEAD: Readonly<Record<string, string>> = {
  '--out': 'leave --out out: the result then goes to standard output',
  '--summary': 'name a file; standard output is /dev/stdout',
};

/**
 * The same text for all names of a file, whether it exists or not. Undefined for what is not replaced when it is
 * written, such as a pipe or a terminal.
 */
function identityOf(path: string): string | undefined {
  try {
    const target = behindLinks(path);
    const there = statSync(target, { throwIfNoEntry: false });
    if (there === undefined) return join(realpathSync(dirname(target)), basename(target));
    return there.isFile() && !isHandle(target) ? `${there.dev}:${there.ino}` : undefined;
  } catch {
    // whoever opens the file says what is wrong
    return undefined;
  }
}
