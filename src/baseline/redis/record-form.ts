import { ACTION_ID } from '../../core/action/deny-policy.ts';
import { ACTION_STATES, type ActionRecord } from '../../core/action/ledger.ts';
import { targetOf } from '../../core/event/target.ts';
import { LEVELS } from '../../core/finding/finding.ts';
import { fieldOf } from '../../core/text/json.ts';

type Check = (value: unknown) => boolean;

/**
 * Whether a value is a record as Rolewarden writes it. What is signed was written here; what is not is trusted like the
 * server, but no further: ids and names are in commands that people paste, and one record that cannot be shown would
 * hide all others.
 */
export function isActionRecord(value: unknown): value is ActionRecord {
  const finding = fieldOf(value, 'finding');
  return (
    ACTION_STATES.some((state) => state === fieldOf(value, 'state')) &&
    has(value, isText, 'by', 'detail') &&
    has(value, isTime, 'since', 'changed') &&
    has(value, orNone(isTime), 'written') &&
    isIntent(fieldOf(value, 'intent'), fieldOf(value, 'actionId')) &&
    (finding === null || isFinding(finding))
  );
}

function isIntent(intent: unknown, actionId: unknown): boolean {
  const isSession = fieldOf(intent, 'scope') === 'session';
  return (
    (isSession || fieldOf(intent, 'scope') === 'role') &&
    has(intent, isActionId, 'actionId') &&
    has(intent, isWord, ...(isSession ? ['userid', 'accessKeyId'] : [])) &&
    has(intent, orNone(isWord), 'accessKeyId') &&
    has(intent, orNone(isText), 'heldBy') &&
    has(intent, isTime, 'until', 'issuedAt', ...(isSession ? ['from'] : [])) &&
    has(intent, orNone(isTime), 'expiresAt') &&
    isTarget(fieldOf(intent, 'target')) &&
    fieldOf(intent, 'actionId') === actionId
  );
}

function isTarget(target: unknown): boolean {
  const arn = fieldOf(target, 'arn');
  const read = typeof arn === 'string' ? targetOf(arn) : undefined;
  return (
    read !== undefined &&
    (['kind', 'partition', 'accountId', 'name'] as const).every(
      (name) => fieldOf(target, name) === read[name],
    ) &&
    has(target, orNone(isWord), 'uniqueId')
  );
}

/** What every version writes, and what is read without asking whether it is there. */
function isFinding(finding: unknown): boolean {
  const event = fieldOf(finding, 'event');
  const [actor, role] = [fieldOf(finding, 'actor'), fieldOf(finding, 'role')];
  return (
    has(finding, isText, 'id', 'summary', 'group') &&
    has(finding, isNumber, 'score') &&
    has(finding, isDate, 'time') &&
    LEVELS.some((level) => level === fieldOf(finding, 'level')) &&
    has(event, isText, 'eventId', 'eventName') &&
    has(actor, isText, 'key', 'name') &&
    (role === null || has(role, isText, 'arn', 'accountId', 'name')) &&
    has(finding, isObject, 'origin') &&
    has(finding, (value) => value === null || isObject(value), 'session', 'usual') &&
    has(finding, listOf(isSignal), 'signals') &&
    has(finding, listOf(isLink), 'lineage') &&
    has(finding, listOf(isObject), 'unknown', 'context', 'actions')
  );
}

const isSignal: Check = (signal) =>
  has(signal, isText, 'ruleId', 'family', 'summary') &&
  has(signal, isNumber, 'points') &&
  has(signal, isObject, 'evidence');

const isLink: Check = (link) =>
  has(link, isText, 'accessKeyId') &&
  has(link, isDate, 'time') &&
  has(fieldOf(link, 'actor'), isText, 'name');

/** The end of the year 9999: there are later dates, but nothing could be added to the last of them. */
const LAST_TIME = Date.UTC(10_000, 0) - 1;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const isTime: Check = (value) => typeof value === 'number' && Math.abs(value) <= LAST_TIME;
const isDate: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isObject: Check = (value) => typeof value === 'object' && value !== null;
const isActionId: Check = (value) => typeof value === 'string' && ACTION_ID.test(value);
/** One word of a command, and no option. */
const isWord: Check = (value) => typeof value === 'string' && /^\w[\w+=,.@:-]{0,127}$/.test(value);
const orNone =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check);

function has(value: unknown, check: Check, ...names: readonly string[]): boolean {
  return names.every((name) => check(fieldOf(value, name)));
}
