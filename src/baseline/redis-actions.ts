import type { Millis } from '../core/event.ts';
import type { ActionRecord, ActionState, Ledger } from '../core/ledger.ts';
import { SWAP } from './ledger-scripts.ts';
import { textOf } from './redis-replies.ts';
import type { Runner } from './redis-runner.ts';
import type { Command } from './redis-wire.ts';

/** Records by action id, and their ids by time. */
const KEYS = { action: 'rw:x:', index: 'rw:actions' } as const;
const TTL = 30 * 86_400_000;
/** Records read at once: tens of thousands that wait for a person take many answers, none of them late. */
const PAGE = 500;
/** Writers of one action at one time; more than this many in a row is a defect. */
const TRIES = 20;

/** Actions in Redis: a record is only ever replaced by one that was made from what it was. */
export function createRedisActions(
  runner: Runner,
  one: (command: Command) => Promise<unknown>,
  now: () => Promise<Millis>,
): Pick<Ledger, 'record' | 'change' | 'action' | 'actions'> {
  const read = async (actionId: string) =>
    String((await one({ name: 'GET', key: KEYS.action + actionId })) ?? '');
  /** Answers with what stood there instead, or undefined once it is written. */
  const swap = async (before: string, record: ActionRecord): Promise<string | undefined> => {
    const args = [before, JSON.stringify(record), String(TTL)];
    // The index first: an id without a record says nothing, a record without its id would be seen by nobody.
    await one({ name: 'ZADD', key: KEYS.index, args: [String(record.since), record.actionId] });
    const stood = await one({ script: SWAP, key: KEYS.action + record.actionId, args });
    return stood === null ? undefined : String(stood);
  };
  return {
    async record(action) {
      const at = await now();
      const made: ActionRecord = { ...action, since: at, changed: at };
      const stood = await swap('', made);
      return stood === undefined ? made : (parse(stood) ?? made);
    },
    async change(actionId, from, to) {
      let before = await read(actionId);
      for (let tries = 0; tries < TRIES; tries++) {
        const known = parse(before);
        if (known === undefined || !from.includes(known.state)) return undefined;
        const at = await now();
        const next: ActionRecord = { ...known, ...to, changed: at, ...written(known.state, to.state, at) };
        const stood = await swap(before, next);
        if (stood === undefined) return next;
        before = stood;
      }
      throw new Error(`action ${actionId} is changed by others all the time`);
    },
    action: async (actionId) => parse(await read(actionId)),
    async actions() {
      const oldest = String((await now()) - TTL);
      await one({ name: 'ZREMRANGEBYSCORE', key: KEYS.index, args: ['-inf', oldest] });
      const ids = await one({ name: 'ZRANGE', key: KEYS.index, args: ['0', '-1'] });
      const keys = Array.isArray(ids) ? ids.map((id) => KEYS.action + String(id)) : [];
      const records: ActionRecord[] = [];
      for (let at = 0; at < keys.length; at += PAGE) {
        const page = keys.slice(at, at + PAGE).map((key) => ({ name: 'GET', key }));
        for (const reply of await runner.run(page)) {
          const record = parse(textOf(reply) ?? '');
          if (record !== undefined) records.push(record);
        }
      }
      return records;
    },
  };
}

/** A policy that is looked at again is not written again. */
function written(from: ActionState, to: ActionState, at: Millis): Pick<ActionRecord, 'written'> {
  return to === 'applied' && from !== 'verified' ? { written: at } : {};
}

/** Only this module writes such text. */
function parse(text: string): ActionRecord | undefined {
  if (text === '') return undefined;
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? value : undefined;
}

function isRecord(value: unknown): value is ActionRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'actionId' in value &&
    'state' in value &&
    'intent' in value &&
    typeof value.intent === 'object'
  );
}
