import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Everything that tests and their servers write is in one folder, which goes when they end. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-tests-'));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
