import { policyName } from '../../core/action/deny-policy.ts';
import type { Intent } from '../../core/action/intent.ts';
import { wrongUsage } from '../../core/errors.ts';
import { DAY, HOUR, isDay, type Millis, utc } from '../../core/time/days.ts';
import { encodeText } from '../../report/encode.ts';

/** Text from a record, safe on a terminal. */
export const safe = (text: string) => encodeText(text, 2_000);

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

/**
 * What a deny of all sessions does not end, and what else it denies. Empty for one session: what was issued with it is
 * looked up.
 */
export function goesOn({ scope, target: { kind, name } }: Intent): readonly string[] {
  if (scope === 'session') return [];
  if (kind === 'role') {
    return [
      'not kept out: whoever may still assume the role gets a new session; cut off the caller, or the trust policy',
      'not ended: sessions that these obtained in other roles (rolewarden revoke ASIA… of one ends those, too)',
      'denied, too: what runs as the role (instances, functions); restart it for new credentials',
    ];
  }
  return [
    'not ended: its access keys and password, which can request new sessions',
    `what to do: aws iam list-access-keys --user-name '${name}'; then for each aws iam update-access-key --user-name '${name}' --status Inactive --access-key-id AKIA…`,
    'not ended: sessions that it obtained in roles (rolewarden revoke ASIA… of each)',
  ];
}

/** The command with which a person takes an action back. */
export const undoLine = ({ actionId }: Pick<Intent, 'actionId'>) => `rolewarden undo ${actionId}`;

/** One line for each step. */
export function steps(what: readonly string[]): string {
  return what.map((step) => `  what to do: ${safe(step)}\n`).join('');
}

/** The fields of an action in JSON records. */
export function actionJson({ actionId, scope, target }: Intent) {
  const { accountId, arn, kind, name } = target;
  return { actionId, scope, policyName: policyName(actionId), target: { kind, accountId, name, arn } };
}

/** How a JSON record of what a command did to an action begins. */
export function recordOf(command: string, intent: Intent) {
  return { schema: 'rolewarden.action/1', command, ...actionJson(intent) };
}

/** A length of time, given in milliseconds: `3 min`, `2 h 10 min`, `4 d 1 h`. */
export function span(ms: number): string {
  const minutes = Math.max(0, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const AGO = /^(\d{1,4})([smhd])$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** Whether a time is given as so long ago (`30m`), and so counts by the clock of this host. */
export const isAgo = (text: string) => AGO.test(text);
const UNITS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', HOUR],
  ['d', DAY],
]);

/** A time given on the command line: `30m` or `2h` ago, or an instant with its zone. Throws ERR_USAGE. */
export function timeOf(option: string, text: string, now: Millis): Millis {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  const time =
    count === undefined
      ? Date.parse(INSTANT.test(text) && isDay(text.slice(0, 10)) ? text : 'none')
      : now - Number(count) * (UNITS.get(unit) ?? 0);
  if (!Number.isNaN(time)) return time;
  throw wrongUsage(
    `${option} cannot be ${JSON.stringify(text)}`,
    'write 30m, 2h or 1d for so long ago, or 2026-06-01T12:00:00Z',
  );
}

/** A length of time given on the command line (`90s`, `15m`), in milliseconds. Throws ERR_USAGE. */
export function lengthOf(option: string, text: string): number {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  if (count !== undefined) return Number(count) * (UNITS.get(unit) ?? 0);
  throw wrongUsage(`${option} cannot be ${JSON.stringify(text)}`, 'write 90s or 15m');
}
