import { policyName } from '../core/deny-policy.ts';
import type { Millis } from '../core/event.ts';
import type { Intent } from '../core/intent.ts';
import { encodeText } from '../report/encode.ts';
import { usage } from './acting.ts';

/** Text from a record, safe on a terminal. */
export const safe = (text: string) => encodeText(text, 2_000);

/** A time as all words have it: UTC, to the second. */
export const utc = (time: Millis) => `${new Date(time).toISOString().slice(0, 19)}Z`;

/** Who it is about: `session AROA…:alice of role Admin in 111122223333`. */
export function subjectOf({ scope, target, ...intent }: Intent): string {
  const what = scope === 'session' && 'userid' in intent ? `session ${intent.userid}` : 'all sessions';
  return safe(`${what} of ${target.kind} ${target.name} in ${target.accountId}`);
}

/** Which sessions an intent's policy denies. */
export function deniesOf(intent: Intent): string {
  return intent.scope === 'session'
    ? safe(`${intent.userid}, issued from ${utc(intent.from)} to ${utc(intent.until)}; no other session`)
    : `every session issued up to ${utc(intent.until)}; not those that are issued after it`;
}

/** How a person takes it back. */
export const undoLine = ({ actionId }: Pick<Intent, 'actionId'>) => `rolewarden undo ${actionId}`;

/** Lines of steps, indented as all remedies are. */
export function steps(what: readonly string[]): string {
  return what.map((step) => `  what to do: ${safe(step)}\n`).join('');
}

/** An action for machines. */
export function actionJson({ actionId, scope, target }: Intent) {
  const { accountId, arn, kind, name } = target;
  return { actionId, scope, policyName: policyName(actionId), target: { kind, accountId, name, arn } };
}

/** How long ago, or how long still: `3 min`, `2 h 10 min`, `4 d 1 h`. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const AGO = /^(\d{1,4})([smhd])$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether a time is so long ago, and not one of a day: then the clock of this host counts. */
export const isAgo = (text: string) => AGO.test(text);
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** A time on the command line: `30m` or `2h` ago, or an instant with its zone. Throws ERR_USAGE. */
export function timeOf(option: string, text: string, now: Millis): Millis {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  const time =
    count === undefined
      ? Date.parse(INSTANT.test(text) ? text : 'none')
      : now - Number(count) * (UNITS.get(unit) ?? 0);
  if (!Number.isNaN(time)) return time;
  throw usage(
    `${option} cannot be ${JSON.stringify(text)}`,
    'write 30m, 2h or 1d for so long ago, or 2026-06-01T12:00:00Z',
  );
}
