import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { loadConfig } from '../../../src/config/load.ts';

/** Paths of the folders that become the function and its layer. */
export interface Assets {
  readonly code: string;
  readonly layer: string;
}

/**
 * Takes what `npm run bundle` has made (dist/lambda, dist/layer), and puts the configuration, and the files that it
 * names, beside the function's code. Throws if anything is missing.
 */
export function assetsOf(dist: string, config: string): Assets {
  const bundle = join(dist, 'lambda');
  const layer = join(dist, 'layer');
  if (!existsSync(join(bundle, 'index.mjs')) || !existsSync(layer)) {
    throw new Error(`${bundle}/index.mjs or ${layer} is missing: run \`npm run bundle\` first`);
  }
  const code = join(dist, 'function');
  rmSync(code, { recursive: true, force: true });
  mkdirSync(code);
  for (const name of readdirSync(bundle)) copyFileSync(join(bundle, name), join(code, name));
  bringConfig(config, code);
  for (const folder of [code, layer]) openUp(folder);
  return { code, layer };
}

/** Copies the files that the configuration names. Throws if one is missing: the function could not start without it. */
function bringConfig(config: string, code: string): void {
  for (const file of namedIn(config)) {
    const name = relative(dirname(config), file);
    if (!isBelow(name)) continue;
    if (!existsSync(file)) throw new Error(`${config} names ${name}, and ${file} is not there`);
    mkdirSync(dirname(join(code, name)), { recursive: true });
    copyFileSync(file, join(code, name));
  }
  const copy = join(code, 'rolewarden.yaml');
  copyFileSync(config, copy);
  const lost = namedIn(copy).find((file) => !isBelow(relative(code, file)));
  if (lost === undefined) return;
  throw new Error(
    `${config} names a file that would not be beside the configuration where the function runs (${lost} from there): put it into the folder of the configuration, and name it by a relative path`,
  );
}

const isBelow = (path: string) => !path.startsWith('..') && !isAbsolute(path);

/** The files that a configuration names and that are read at the start. */
function namedIn(config: string): readonly string[] {
  const { awsRanges, databases, lists, store } = loadConfig(config);
  const { ca, cert, key } = store.tls ?? {};
  const named = [...lists.map(({ path }) => path), ...Object.values(databases), awsRanges, ca, cert, key];
  return named.filter((path) => path !== undefined);
}

/** Makes files readable for all: Lambda keeps their modes and runs as another user; the umask here may be strict. */
function openUp(folder: string): void {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) chmodSync(join(entry.parentPath, entry.name), 0o644);
  }
}
