import { randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../../core/errors.ts';
import type { AuditPlace } from './place.ts';

/** Makes a folder, readable by its owner only, unless it is there. */
export async function makePrivate(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  } catch (thrown) {
    // Node says so of a read-only file system too, if it is to make the folders above as well
    if (codeOf(thrown) !== 'ENOENT') throw thrown;
    await mkdir(folder, { mode: 0o700 });
  }
}

/** Keeps records as files in a folder, readable by their owner only. */
export function createAuditFolder(folder: string): AuditPlace {
  const made = () => makePrivate(folder);
  return {
    name: folder,
    async writeOnce(name, text) {
      await made();
      return writeOnce(join(folder, name), text);
    },
    read: (name) => unlessMissing(readFile(join(folder, name), 'utf8')),
    async last(prefix) {
      const names = (await unlessMissing(readdir(folder))) ?? [];
      return names
        .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
        .sort()
        .at(-1);
    },
    async probe() {
      await made();
      const probe = join(folder, `.probe-${randomUUID()}`);
      await writeFile(probe, 'probe\n', { flag: 'wx', mode: 0o600, flush: true });
      await rm(probe);
    },
  };
}

/**
 * Writes to a temporary file, syncs it, and links it to the path, which fails if the path exists: then false. Finally
 * syncs the folder, so that a power failure does not undo the link.
 */
async function writeOnce(path: string, text: string): Promise<boolean> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await link(temporary, path);
    await syncFolder(path);
    return true;
  } catch (thrown) {
    if (codeOf(thrown) === 'EEXIST') return false;
    throw thrown;
  } finally {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function unlessMissing<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}
