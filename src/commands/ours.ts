import { realpathSync } from 'node:fs';
import { RolewardenError } from '../core/errors.ts';

/**
 * Files that a replay writes, or that tell it how: in folders that are replayed they are no recordings. Throws ERR_USAGE
 * where a result would replace a recording that is named.
 */
export function oursIn(
  values: {
    readonly baseline?: string;
    readonly compare?: string;
    readonly out?: string;
    readonly resume?: string;
    readonly summary?: string;
  },
  config: string,
  paths: readonly string[],
): readonly string[] {
  const { baseline, compare, out, resume, summary } = values;
  const read = new Set(paths.map(realOf));
  for (const [option, path] of [
    ['--out', out],
    ['--summary', summary],
  ] as const) {
    const real = path === undefined ? undefined : realOf(path);
    if (path === undefined || real === undefined || !read.has(real)) continue;
    const message = `${option} would replace ${path}, which is to be read`;
    throw new RolewardenError('ERR_USAGE', message, 'name another file for the result');
  }
  return [config, baseline, compare, out, resume, summary].filter((path) => path !== undefined);
}

/** Undefined for what is not there. */
function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
