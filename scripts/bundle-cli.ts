import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BANNER, version } from './bundle-code.ts';
import { licences } from './licences.ts';

/** Read only by commands that wait for a network anyway. */
const APART = ['@aws-sdk/*', '@smithy/*', 'ajv', 'ioredis', 'prom-client'];
const PARTS = 'cli-';

/** How files of ours are joined for Node: packages too, but for those that stay apart. */
export const JOINED = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  external: APART,
  banner: { js: BANNER },
  define: { ROLEWARDEN_VERSION: JSON.stringify(version()) },
  logLevel: 'warning',
} satisfies BuildOptions;

/**
 * Joins the command line into few files, in `run/` of a folder: cli.js and read-worker.js, its threads, in place of the
 * compiler's, and beside them what commands share. The code looks for what lies in the package (databases, the report's page) from where it
 * stands, which for all of it is `run/` then.
 */
export async function bundleCli(folder: string): Promise<void> {
  const run = join(folder, 'run');
  mkdirSync(run, { recursive: true });
  const { metafile } = await build({
    ...JOINED,
    entryPoints: { 'run/cli': 'src/run/cli.ts', 'run/read-worker': 'src/run/read-worker.ts' },
    outdir: folder,
    chunkNames: `run/${PARTS}[name]-[hash]`,
    splitting: true,
    legalComments: 'external',
    metafile: true,
  });
  writeFileSync(join(run, 'cli.licences.txt'), licences(metafile));
  // Behind: who starts it meanwhile finds every part.
  const made = new Set(Object.keys(metafile.outputs).map((path) => basename(path)));
  for (const file of readdirSync(run)) if (file.startsWith(PARTS) && !made.has(file)) rmSync(join(run, file));
}
