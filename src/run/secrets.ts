const CENSOR = '[redacted]';

/** Fields that must never be logged: their names in lower case, without `-` and `_`. */
const SECRET: ReadonlySet<string> = new Set([
  'sessiontoken',
  'awssessiontoken',
  'securitytoken',
  'xamzsecuritytoken',
  'secretaccesskey',
  'awssecretaccesskey',
  'externalid',
  'password',
  'token',
]);

/** Deeper values are not logged. Our own lines have two or three levels, so deeper ones are from elsewhere. */
const MOST_DEEP = 8;

/** The fields of a log line, with the values of secret fields replaced at any depth. */
export function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecret(name) ? CENSOR : shown(value, 1)]),
  );
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MOST_DEEP) return '[too deep]';
  if (Array.isArray(value)) return value.map((one: unknown) => shown(one, depth + 1));
  // JSON.stringify asks these, such as a date, how to write them; pino writes errors itself
  if ('toJSON' in value || value instanceof Error) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, isSecret(name) ? CENSOR : shown(one, depth + 1)]),
  );
}

function isSecret(name: string): boolean {
  return SECRET.has(name.replaceAll(/[-_]/g, '').toLowerCase());
}

const USER_INFO = /([a-z][a-z0-9+.-]{0,30}:\/\/)[^\s/@"\\]+@/gi;
const ASSIGNED =
  /((?:session|security)[_-]?token|secret[_-]?access[_-]?key)(\\?["']?\s{0,8}[:=]\s{0,8}\\?["']?)[^\s"'\\,;&{}[\]]+/gi;

/**
 * A line of JSON with secrets in its texts replaced: passwords in addresses, and credentials that follow their name.
 */
export function withoutSecretTexts(line: string): string {
  return line.replaceAll(USER_INFO, `$1${CENSOR}@`).replaceAll(ASSIGNED, `$1$2${CENSOR}`);
}
