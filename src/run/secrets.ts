const CENSOR = '[redacted]';

/** Names, without `-` and `_` and in lower case, of what must never be logged. */
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

/** Our own lines are two or three levels deep; what is deeper is somebody else's and is not shown. */
const MOST_DEEP = 8;

/** Fields of a log line, with secrets left out by their names, at any depth. */
export function withoutSecrets(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isSecret(name) ? CENSOR : shown(value, 1)]),
  );
}

function shown(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MOST_DEEP) return '[too deep]';
  if (Array.isArray(value)) return value.map((one: unknown) => shown(one, depth + 1));
  // what says itself how it is written, such as a date, is written so
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

/** A line of JSON without the secrets that its texts hold: passwords in addresses, credentials that are named. */
export function withoutSecretTexts(line: string): string {
  return line.replaceAll(USER_INFO, `$1${CENSOR}@`).replaceAll(ASSIGNED, `$1$2${CENSOR}`);
}
