import { RolewardenError } from '../core/errors.ts';

const REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Whether a text names an environment variable instead of saying the value. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * A value that may be written as `${env:NAME}` in the configuration, so that a secret need not stand in a file.
 * Throws ERR_CONFIG_INVALID with the path, never the value, if the variable is not set.
 */
export function resolveSecret(
  text: string,
  path: string,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  const name = REFERENCE.exec(text)?.[1];
  if (name === undefined) return text;
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new RolewardenError(
    'ERR_CONFIG_INVALID',
    `${path} names the environment variable ${name}, which is not set`,
    `set ${name}, or write the value itself`,
  );
}
