import { RolewardenError } from '../core/errors.ts';
import type { Config } from './schema.ts';

/** Matches `${env:NAME}`. */
export const REFERENCE = /^\$\{env:[A-Za-z_][A-Za-z0-9_]*\}$/;

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
  orElse = ', or write the value itself',
): string {
  if (!isReference(text)) return text;
  const name = text.slice('${env:'.length, -1);
  const value = environment[name];
  if (value !== undefined && value !== '') return value;
  throw new RolewardenError(
    'ERR_CONFIG_INVALID',
    `${path} names the environment variable ${name}, which is ${value === '' ? 'empty' : 'not set'}`,
    `set ${name}${orElse}`,
  );
}

/** Characters of a signing key at least: `openssl rand -hex 32` gives 64. */
const SHORTEST_KEY = 32;

/**
 * The keys under `revocation.signingKeys`. Throws ERR_CONFIG_INVALID, without the value, if a variable is not set or
 * its value is short enough to be guessed. Two variables may hold the same key, between two changes of it: it is named once.
 */
export function signingKeysOf(
  { signingKeys }: Pick<Config['revocation'], 'signingKeys'>,
  environment: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const keys = signingKeys.map((text, at) => {
    const path = `revocation.signingKeys.${at}`;
    const key = resolveSecret(text, path, environment, '').trim();
    if (key.length >= SHORTEST_KEY) return key;
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      `${path} names a key of ${key.length} characters: it could be guessed`,
      `use ${SHORTEST_KEY} or more, for instance what \`openssl rand -hex 32\` prints`,
    );
  });
  return [...new Set(keys)];
}
