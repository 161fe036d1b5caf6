import { SKEW } from '../../core/action/guards.ts';
import { codeOf } from '../../core/errors.ts';

/** What one check found. `fix` is empty where nothing has to be done. */
export interface Check {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly detail: string;
  readonly fix: readonly string[];
}

/** Prints a check as soon as it is made. */
export type Say = (check: Check) => void;

/** A check that found nothing wrong. */
export const ok = (check: string, detail: string): Check => ({ check, status: 'ok', detail, fix: [] });
/** A check that found something that may be intended. */
export const warn = (check: string, detail: string, ...fix: readonly string[]): Check => ({
  check,
  status: 'warn',
  detail,
  fix,
});
/** A check that found something that does not work; `fix`: what to do, step by step. */
export const fail = (check: string, detail: string, ...fix: readonly string[]): Check => ({
  check,
  status: 'fail',
  detail,
  fix,
});

/** A check that could not be made: for want of a right, of an answer, or of a credential. */
export const unknown = (check: string, detail: string, ...fix: readonly string[]): Check =>
  warn(check, `unknown: ${detail}`, ...fix);

/** Whether AWS refused a call for want of a right: what the call was to look at may be well. */
export function lacksRight(thrown: unknown): boolean {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  return /^AccessDenied|NotAuthorized/.test(codeOf(cause));
}

/** Whether a clock agrees with ours. `skewMs`: that clock minus ours; undefined or NaN if it gives no time. */
export function clockCheck(check: string, whose: string, skewMs: number | undefined): Check {
  if (skewMs === undefined || Number.isNaN(skewMs)) return warn(check, `${whose} states no time`);
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const words = `this host is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} ${whose}`;
  if (Math.abs(skewMs) <= SKEW) return ok(check, seconds < 2 ? `agrees with ${whose}` : words);
  return fail(check, `${words}; the limit is 30 s`, 'run a time service (chrony, systemd-timesyncd) here');
}
