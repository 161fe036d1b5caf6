import { isAbsolute, resolve } from 'node:path';
import type { Config } from './schema.ts';

/** Makes the paths in a configuration absolute: they are relative to the folder of its file. */
export function atHome(config: Config, home: string): Config {
  const at = (path: string) => (isAbsolute(path) ? path : resolve(home, path));
  const { tls, ...store } = config.store;
  const { audit } = config.revocation;
  const { quarantine } = config;
  return {
    ...config,
    databases: placed(config.databases, at),
    ...(config.awsRanges === undefined ? {} : { awsRanges: at(config.awsRanges) }),
    lists: config.lists.map((list) => ({ ...list, path: at(list.path) })),
    store:
      tls === undefined
        ? store
        : { ...store, tls: { ...tls, ...placed({ ca: tls.ca, cert: tls.cert, key: tls.key }, at) } },
    quarantine: quarantine.type === 'file' ? { ...quarantine, folder: at(quarantine.folder) } : quarantine,
    revocation: {
      ...config.revocation,
      audit: audit.folder?.startsWith('s3://') === true ? audit : placed(audit, at),
    },
  };
}

/** The same paths, each changed by `at`; those that are undefined are left out. */
function placed<K extends string>(
  paths: { readonly [name in K]?: string | undefined },
  at: (path: string) => string,
): { [name in K]?: string } {
  const result: { [name in K]?: string } = {};
  for (const name in paths) {
    const path = paths[name];
    if (path !== undefined) result[name] = at(path);
  }
  return result;
}
