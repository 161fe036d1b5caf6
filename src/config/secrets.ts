import { RolewardenError } from '../core/errors.ts';

const REFERENCE = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Whether a text is `${env:NAME}`: the name of an environment variable in place of the value. */
export function isReference(text: string): boolean {
  return REFERENCE.test(text);
}

/**
 * The value of a text of the configuration: that of the environment variable if it is `${env:NAME}`, else the text.
 * `path` is where the text is. Throws ERR_CONFIG_INVALID if the variable is not set.
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
