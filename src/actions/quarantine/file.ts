import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Quarantine } from '../../core/ports/ports.ts';
import { makePrivate } from '../audit/folder.ts';
import { bytesOf, labelOf } from './quarantine.ts';

/**
 * Keeps each delivery in a JSON file, named by the SHA-256 of its bytes: one that comes twice is kept once. The bytes,
 * in base64, may contain session tokens, so folder and files are readable by their owner only.
 */
export function createFileQuarantine(folder: string): Quarantine {
  return {
    async keep(poison) {
      const bytes = bytesOf(poison.delivery);
      const label = labelOf(poison, bytes);
      const document = { schema: 'rolewarden.quarantine/1', ...label, body: bytes.toString('base64') };
      const path = join(folder, `${label.sha256}.json`);
      const draft = `${path}.${randomUUID()}`;
      await makePrivate(folder);
      try {
        await writeFile(draft, `${JSON.stringify(document)}\n`, { mode: 0o600, flush: true });
        await rename(draft, path);
      } catch (thrown) {
        await rm(draft, { force: true });
        throw thrown;
      }
    },
    close() {},
  };
}
