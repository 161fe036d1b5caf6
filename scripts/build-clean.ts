/**
 * Removes from dist what the compiler wrote for sources that are gone. Behind the compiler, and no more than that: who
 * starts something from dist meanwhile finds all of it, and the databases take a minute to make.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

const COMPILED = /(\.d\.ts|\.js)$/;
/** Written by bundle-cli.ts, which looks after them itself. */
const BUNDLED = /^run\/cli-/;
/** Not the compiler's. */
const APART = new Set(['data', 'page', 'lambda', 'layer']);

for (const entry of readdirSync('dist', { withFileTypes: true, recursive: true })) {
  const file = relative('dist', join(entry.parentPath, entry.name));
  const [top = ''] = file.split('/');
  if (!entry.isFile() || !COMPILED.test(file) || APART.has(top) || BUNDLED.test(file)) continue;
  if (!existsSync(`src/${file.replace(COMPILED, '.ts')}`)) rmSync(join('dist', file));
}
