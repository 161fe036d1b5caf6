import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that become the function and its layer. */
export interface Assets {
  readonly code: string;
  readonly layer: string;
}

/** `npm run bundle` makes dist/lambda and dist/layer; the function also gets the configuration, beside the code. */
export function assetsOf(dist: string, config: string): Assets {
  const [bundle, layer] = [join(dist, 'lambda'), join(dist, 'layer')];
  if (!existsSync(join(bundle, 'index.mjs')) || !existsSync(layer)) {
    throw new Error(`${bundle}/index.mjs or ${layer} is missing: run \`npm run bundle\` first`);
  }
  const code = join(dist, 'function');
  rmSync(code, { recursive: true, force: true });
  mkdirSync(code);
  for (const name of readdirSync(bundle)) copyFileSync(join(bundle, name), join(code, name));
  copyFileSync(config, join(code, 'rolewarden.yaml'));
  return { code, layer };
}
