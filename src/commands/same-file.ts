import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isHandle, targetOf } from '../baseline/whole-file.ts';
import { RolewardenError } from '../core/errors.ts';

/** A file as it was named on the command line, and by what. */
export type Named = readonly [what: string, path: string | undefined];

/** Results would replace one another, or what they are made from. Throws ERR_USAGE, before any is opened. */
export function refuseSameFile(read: readonly Named[], written: readonly Named[]): void {
  const results = new Set(written);
  const seen = new Map<string, Named>();
  for (const named of [...read, ...written]) {
    const [what, path] = named;
    const file = path === undefined ? undefined : identityOf(path);
    if (file === undefined) continue;
    const before = seen.get(file);
    if (before !== undefined && results.has(named)) {
      throw new RolewardenError(
        'ERR_USAGE',
        `${before[0]} and ${what} name the same file: ${path}`,
        'give each result a file of its own',
      );
    }
    seen.set(file, named);
  }
}

/** The same for all names of a file, there already or not; undefined for what is written into and not replaced. */
function identityOf(path: string): string | undefined {
  try {
    const target = targetOf(path);
    const there = statSync(target, { throwIfNoEntry: false });
    if (there === undefined) return join(realpathSync(dirname(target)), basename(target));
    return there.isFile() && !isHandle(target) ? `${there.dev}:${there.ino}` : undefined;
  } catch {
    // said by whoever opens it
    return undefined;
  }
}
