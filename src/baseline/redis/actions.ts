import type { ActionPage, ActionRecord, ActionState, Ledger } from '../../core/action/ledger.ts';
import type { Millis } from '../../core/time/days.ts';
import { DAY } from '../../core/time/days.ts';
import { dueAfter, dueAnew, dueBefore, dueBy, moveDue } from './due.ts';
import { SWAP } from './ledger-scripts.ts';
import { mustBeTaken, textOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';
import type { Command } from './wire.ts';

/** Records by action id, and their ids by time. */
const KEYS = { action: 'rw:x:', index: 'rw:actions' } as const;
const TTL = 30 * DAY;
/** Records read at once: tens of thousands may wait for a person, and no single answer may be late. */
const PAGE = 500;
/** How often a change is tried again because another writer came first; more than this in a row is a defect. */
const TRIES = 20;

type Ask = (command: Command) => Promise<unknown>;

/** Records of actions, and their ids by time, as they lie in Redis. */
function createRecords(runner: Runner, one: Ask) {
  const read = async (actionId: string) =>
    String((await one({ name: 'GET', key: KEYS.action + actionId })) ?? '');
  /** Answers with what stood there instead, or undefined once it is written. */
  const swap = async (before: string, record: ActionRecord): Promise<string | undefined> => {
    const args = [before, JSON.stringify(record), String(TTL)];
    // The index first: an id without a record says nothing, a record without its id would be seen by nobody.
    await all([
      { name: 'ZADD', key: KEYS.index, args: [String(record.since), record.actionId] },
      dueBefore(record),
    ]);
    const stood = await one({ script: SWAP, key: KEYS.action + record.actionId, args });
    if (stood !== null) return String(stood);
    await one(dueAfter(record));
    return undefined;
  };
  const all = async (commands: readonly Command[]) => {
    mustBeTaken(await runner.run(commands));
  };
  const several = async (ids: readonly string[]) => {
    const replies = await runner.run(ids.map((id) => ({ name: 'GET', key: KEYS.action + id })));
    return replies.map((reply) => parse(textOf(reply) ?? ''));
  };
  /** From the newest: what comes meanwhile moves the others back, and none is passed over. */
  const pageFrom = async (from: number): Promise<ActionPage> => {
    const args = [String(from), String(from + PAGE - 1), 'REV'];
    const ids = textsIn(await one({ name: 'ZRANGE', key: KEYS.index, args }));
    const actions = (await several(ids)).filter((record) => record !== undefined);
    return { actions, next: ids.length < PAGE ? undefined : from + PAGE };
  };
  const forget = async (now: Millis) => {
    await one({ name: 'ZREMRANGEBYSCORE', key: KEYS.index, args: ['-inf', String(now - TTL)] });
  };
  return { all, forget, pageFrom, read, several, swap };
}

/** Actions in Redis: a record is only ever replaced by one that was made from what it was. */
export function createRedisActions(
  runner: Runner,
  one: Ask,
  now: () => Promise<Millis>,
): Pick<Ledger, 'record' | 'change' | 'action' | 'actions' | 'due' | 'looked' | 'page'> {
  const { all, forget, pageFrom, read, several, swap } = createRecords(runner, one);
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
      await forget(await now());
      const found = new Map<string, ActionRecord>();
      for (let from: number | undefined = 0; from !== undefined; ) {
        const { actions, next }: ActionPage = await pageFrom(from);
        for (const action of actions) found.set(action.actionId, action);
        from = next;
      }
      return [...found.values()].reverse();
    },
    async due() {
      const found = textsIn(await one(dueBy(await now(), PAGE)));
      const ids = found.filter((_, at) => at % 2 === 0);
      const known = await several(ids);
      return ids.map((actionId, at) => ({ actionId, at: Number(found[2 * at + 1]), action: known[at] }));
    },
    async looked({ actionId, at }, next) {
      await one(moveDue(actionId, at, next));
    },
    async page(from) {
      if (from === 0) await forget(await now());
      const page = await pageFrom(from);
      await all(dueAnew(page.actions, await now()));
      return page;
    },
  };
}

/** When the policy was written: not again where `verified` goes back to `applied`, which is only a second look. */
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
