import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const NAME = 'rolewarden-tests-';

/**
 * Everything that tests and their servers write is in one folder, which goes when they end. All projects of one run share
 * the first one's: folders within folders soon make the path of a socket too long (107 bytes), and chromium ends.
 */
export default function setup(): () => void {
  if (basename(tmpdir()).startsWith(NAME)) return () => {};
  const folder = mkdtempSync(join(tmpdir(), NAME));
  process.env['TMPDIR'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
