import { fieldOf } from './text/json.ts';

/** Stable codes that callers may branch on; `docs/errors.md` has each with its cause and remedy. */
export const ERROR_CODES = [
  'ERR_USAGE',
  'ERR_CONFIG_INVALID',
  'ERR_CONFIG_UNREADABLE',
  'ERR_INPUT_UNREADABLE',
  'ERR_DATABASE',
  'ERR_LIST',
  'ERR_BASELINE_FILE',
  'ERR_SPOOL',
  'ERR_STORE_URL',
  'ERR_STORE_UNAVAILABLE',
  'ERR_AWS',
  'ERR_SINK',
  'ERR_AUDIT',
  'ERR_UNSETTLED',
] as const;
/** One of `ERROR_CODES`. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What to do at a limit of the system, whatever was wanted of it: no other remedy helps then. */
const AT_LIMITS: Readonly<Record<string, string>> = {
  EMFILE: 'let this process open more files (`ulimit -n 4096`), and run it again',
  ENFILE: 'too many files are open on this machine: end what holds them, or raise fs.file-max',
};
/** A limit as Node words it: in front, or behind the name of a call (`connect EMFILE 10.0.0.1:6379`). */
const LIMIT = /(?:^|\s)(EMFILE|ENFILE)[:\s]/;

/** What to do if it is a limit of the system that a message tells of. */
export function remedyAtLimit(message: string): string | undefined {
  return AT_LIMITS[LIMIT.exec(message)?.[1] ?? ''];
}

/** The one error class. `message` says what was wrong, with which value and where; `remedy` what to do. */
export class RolewardenError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.name = 'RolewardenError';
    this.code = code;
    this.remedy = remedyAtLimit(message) ?? remedy;
  }
}

/** The error of a wrong command line, for which the process exits with 2. */
export function wrongUsage(
  message: string,
  remedy: string,
  options?: { readonly cause?: unknown },
): RolewardenError {
  return new RolewardenError('ERR_USAGE', message, remedy, options);
}

/** ERR_STORE_UNAVAILABLE for what a store threw, `store` being what people call it. An error of ours stays as it is. */
export function storeFailed(cause: unknown, store = 'the store'): RolewardenError {
  if (cause instanceof RolewardenError) return cause;
  const message = `${store} failed: ${reasonOf(cause)}`;
  const remedy = 'run the same again when it answers: what was learned is not learned twice';
  return new RolewardenError('ERR_STORE_UNAVAILABLE', message, remedy, { cause });
}

/**
 * The text of anything thrown. To a wrong signature AWS answers with the request that it would have signed, and so with the
 * session token: that is left out.
 */
export function reasonOf(thrown: unknown): string {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const request = text.indexOf('The Canonical String');
  return request < 0 ? text : text.slice(0, request).trim();
}

/** What a log line says of anything thrown: why, and what to do where that is known. */
export function faultOf(thrown: unknown): { readonly reason: string; readonly remedy?: string } {
  return { reason: reasonOf(thrown), ...(thrown instanceof RolewardenError && { remedy: thrown.remedy }) };
}

/** An error's code as AWS spells it, without a trailing `Exception`; network errors have theirs. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'Unknown';
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  // the SDK calls a broken connection a TimeoutError; the system's own code says which it is
  const system = code !== undefined && (thrown.name === 'Error' || /^E[A-Z]{4,}$/.test(code));
  return system ? code : thrown.name.replace(/Exception$/, '');
}

/** The HTTP status of an answer, or undefined if none came. */
export function statusOf(thrown: unknown): number | undefined {
  const status = fieldOf(fieldOf(thrown, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? status : undefined;
}
