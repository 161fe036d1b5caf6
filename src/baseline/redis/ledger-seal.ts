import { createHmac, timingSafeEqual } from 'node:crypto';
import { ACTION_STATES, type ActionRecord } from '../../core/action/ledger.ts';
import { targetOf } from '../../core/event/target.ts';

/** How the record of an action becomes the text that Redis keeps, and back. */
export interface Seal {
  /** Whether a record counts only if it is signed. */
  readonly signs: boolean;
  close(record: ActionRecord): string;
  /**
   * Undefined if the text is no record of this action, or nobody has signed it who has a key. Throws for text that is
   * no JSON, where nothing is signed.
   */
  open(actionId: string, kept: string): ActionRecord | undefined;
}

/** The signature is the last field of the JSON, so that versions which do not know it can read the others. */
const SIGNED = /,"signature":"([0-9a-f]{64})"\}$/;
/** Signed together with the record, so that what the key may sign elsewhere is never a record. */
const PURPOSE = 'rolewarden.action/1\n';

/**
 * Signs every record as a whole, its action id included, with the first key; accepts those of all keys. Without keys
 * nothing is signed, and signatures are not looked at.
 */
export function createSeal(keys: readonly string[]): Seal {
  const [first] = keys;
  return {
    signs: first !== undefined,
    close(record) {
      const text = JSON.stringify(record);
      if (first === undefined) return text;
      return `${text.slice(0, -1)},"signature":"${signature(first, text).toString('hex')}"}`;
    },
    open(actionId, kept) {
      const signed = SIGNED.exec(kept);
      const text = signed === null ? kept : `${kept.slice(0, signed.index)}}`;
      const given = Buffer.from(signed?.[1] ?? '', 'hex');
      if (first !== undefined && !keys.some((key) => isSame(signature(key, text), given))) return undefined;
      const record = parse(text);
      return record?.actionId === actionId ? record : undefined;
    },
  };
}

/** A name for a key, by which people compare keys that they must not show: eight hexadecimal digits. */
export function nameOfKey(key: string): string {
  return createHmac('sha256', key).update('rolewarden.name/1\n').digest('hex').slice(0, 8);
}

function signature(key: string, text: string): Buffer {
  return createHmac('sha256', key).update(PURPOSE).update(text).digest();
}

function isSame(wanted: Buffer, given: Buffer): boolean {
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}

function parse(text: string): ActionRecord | undefined {
  if (text === '') return undefined;
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : undefined;
}

/**
 * What is signed was written here, and what is not signed is trusted like the server, but no further: ids and names are
 * in commands that people paste, and one time that is none would hide all other records.
 */
function isRecord(value: unknown): value is ActionRecord {
  const known = ACTION_STATES.some((state) => state === field(value, 'state'));
  const intent = field(value, 'intent');
  const times = [field(value, 'since'), field(value, 'changed'), field(intent, 'until')];
  return known && times.every(isTime) && isIntent(intent, field(value, 'actionId'));
}

function isIntent(intent: unknown, actionId: unknown): boolean {
  const target = field(intent, 'target');
  const read = targetOf(String(field(target, 'arn')));
  const same = (['kind', 'partition', 'accountId', 'name'] as const).every(
    (name) => read !== undefined && field(target, name) === read[name],
  );
  const plain = ['actionId', 'accessKeyId', 'userid'].every((name) =>
    /^[\w+=,.@:-]{1,128}$/.test(String(field(intent, name))),
  );
  return same && plain && field(intent, 'actionId') === actionId;
}

function isTime(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) <= LAST_TIME;
}

/** The last that is a date (ms since 1970). */
const LAST_TIME = 8_640_000_000_000_000;

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
