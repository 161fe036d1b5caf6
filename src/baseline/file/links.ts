import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Paths of open files by number, as shells pass them (`/dev/fd/63`): the file behind one is not ours to replace. */
export const isHandle = (path: string) => /^\/(proc|dev\/fd)\//.test(path);

/** As many symlinks as Linux follows. */
const MOST_LINKS = 40;

/** The path behind symlinks, whether or not anything is there. Throws for a link that a stranger may have laid. */
export function behindLinks(path: string): string {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const found = lstatSync(target, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() !== true || isHandle(target)) break;
    const folder = realpathSync(dirname(target));
    if (isStrangers(found, statSync(folder))) {
      throw new Error('somebody else laid this link, in a folder where anybody may write');
    }
    target = resolve(folder, readlinkSync(target));
  }
  return target;
}

const WRITABLE_BY_ANYBODY = 0o002;

/**
 * Whether a link in a folder such as /tmp is neither ours nor that of the folder's owner. Linux does not let a program
 * open such a link (protected_symlinks); following it by hand must not be a way around that.
 */
function isStrangers(link: Stats, folder: Stats): boolean {
  const shared = (folder.mode & WRITABLE_BY_ANYBODY) !== 0;
  return shared && link.uid !== folder.uid && link.uid !== process.geteuid?.();
}
