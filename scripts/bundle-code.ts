import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { build, type Metafile } from 'esbuild';
import { licences } from './licences.ts';

/** ioredis and pino are CommonJS: they call `require`, which an ES module does not have. */
export const BANNER =
  "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);";

/** What came of bundling: the sizes of the one file, and what it is made of. */
export interface Bundled {
  readonly file: string;
  readonly bytes: number;
  readonly gzipped: number;
  readonly metafile: Metafile;
}

/**
 * Writes the Lambda function to `folder`: `index.mjs` with everything that it needs, the AWS SDK too, and the licences.
 * The same sources give the same bytes.
 */
export async function bundleCode(folder: string, sourcemap = false): Promise<Bundled> {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: { index: 'src/run/lambda.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: sourcemap ? 'external' : false,
    legalComments: 'external',
    banner: { js: BANNER },
    define: { ROLEWARDEN_VERSION: JSON.stringify(version()) },
    metafile: true,
    logLevel: 'warning',
  });
  layLicences(folder);
  writeFileSync(`${folder}/licences.txt`, licences(metafile));
  const file = `${folder}/index.mjs`;
  const code = readFileSync(file);
  return { file, bytes: code.length, gzipped: gzipSync(code, { level: 9 }).length, metafile };
}

/** Writes the layer to `folder`: Lambda unpacks it to /opt, where the function looks for its databases. */
export function layData(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  const inside = `${folder}/rolewarden`;
  mkdirSync(inside, { recursive: true });
  for (const file of ['country.mmdb', 'asn.mmdb']) cpSync(`dist/data/${file}`, `${inside}/${file}`);
  layLicences(inside);
}

/** They ask to go with what is passed on. */
function layLicences(folder: string): void {
  for (const file of ['LICENSE', 'NOTICE']) cpSync(file, `${folder}/${file}`);
}

/** Bytes of the bundle by package, or by folder of our own; largest first. */
export function analysis({ outputs }: Metafile): readonly (readonly [string, number])[] {
  const bytes = new Map<string, number>();
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  for (const [path, { bytesInOutput }] of inputs) {
    const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(path) ?? [];
    const part = name ?? path.split('/').slice(0, 2).join('/');
    bytes.set(part, (bytes.get(part) ?? 0) + bytesInOutput);
  }
  return [...bytes].sort(([, a], [, b]) => b - a);
}

/** The package's. */
export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
  if (!named) throw new Error('package.json has no version');
  return String(manifest.version);
}
