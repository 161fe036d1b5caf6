import type { Unsigned } from '../../core/action/ledger.ts';
import { fieldOf, jsonIn } from '../../core/text/json.ts';

/** Longer than any record that is written here: what is longer is not parsed. */
const LONGEST = 256 * 1_024;
/** Characters of each text: none that is written here is longer. */
const MOST = 2_000;
/** The last instant that a date can say (ms since 1970). */
const LAST = 8.64e15;

/** Reads what a record says of itself. Whoever can write to the store chose every part of it: only plain values are taken. */
export function claimOf(actionId: string, kept: string): Unsigned {
  const record = kept.length > LONGEST ? undefined : jsonIn(kept);
  const target = fieldOf(fieldOf(record, 'intent'), 'target');
  const since = fieldOf(record, 'since');
  return {
    actionId,
    target: textOf(fieldOf(target, 'arn')),
    accountId: textOf(fieldOf(target, 'accountId')),
    state: textOf(fieldOf(record, 'state')),
    by: textOf(fieldOf(record, 'by')),
    since: typeof since === 'number' && Math.abs(since) <= LAST ? since : undefined,
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, MOST) : undefined;
}
