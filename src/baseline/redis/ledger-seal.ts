import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ActionRecord } from '../../core/action/ledger.ts';
import { jsonIn } from '../../core/text/json.ts';
import { isActionRecord } from './record-form.ts';

/** How the record of an action becomes the text that Redis keeps, and back. */
export interface Seal {
  /** Whether a record counts only if it is signed. */
  readonly signs: boolean;
  close(record: ActionRecord): string;
  /** Undefined if the text is no record of this action, or nobody has signed it who has a key. */
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
      const record = jsonIn(text);
      return isActionRecord(record) && record.actionId === actionId ? record : undefined;
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
