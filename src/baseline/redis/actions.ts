import type { ActionPage, ActionRecord, ActionState, Ledger } from '../../core/action/ledger.ts';
import { DAY, HOUR, type Millis } from '../../core/time/days.ts';
import { dueAfter, dueAnew, dueBefore, dueBy, moveDue } from './due.ts';
import { SWAP } from './ledger-scripts.ts';
import type { Seal } from './ledger-seal.ts';
import { mustBeTaken, textOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';
import type { KeyCommand } from './wire.ts';

/** Records by action id, and their ids by time. */
const KEYS = { action: 'rw:x:', index: 'rw:actions' } as const;
const TTL = 30 * DAY;
/** Records read at once: tens of thousands may wait for a person, and no single answer may be late. */
const PAGE = 500;
/** Longer than any session lives that an action could still end. */
const LIFE = 37 * HOUR;
/** How often a change is tried again because another writer came first; more than this in a row is a defect. */
const TRIES = 20;

type Ask = (command: KeyCommand) => Promise<unknown>;

/** Records of actions, and their ids by time, as they lie in Redis. */
function createRecords(runner: Runner, one: Ask, seal: Seal) {
  const read = async (actionId: string) =>
    String((await one({ name: 'GET', key: KEYS.action + actionId })) ?? '');
  /** Answers with what stood there instead, or undefined once it is written. */
  const swap = async (before: string, record: ActionRecord): Promise<string | undefined> => {
    const args = [before, seal.close(record), String(TTL)];
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
  const all = async (commands: readonly KeyCommand[]) => {
    mustBeTaken(await runner.run(commands));
  };
  const several = async (ids: readonly string[]) => {
    const replies = await runner.run(ids.map((id) => ({ name: 'GET', key: KEYS.action + id })));
    return ids.map((id, at) => {
      const kept = textOf(replies[at]);
      const record = kept === undefined ? undefined : seal.open(id, kept);
      return { record, unsigned: seal.signs && kept !== undefined && record === undefined };
    });
  };
  /** From the newest: what comes meanwhile moves the others back, and none is passed over. */
  const pageFrom = async (from: number, now: Millis): Promise<ActionPage> => {
    const args = [String(from), String(from + PAGE - 1), 'REV', 'WITHSCORES'];
    const found = textsIn(await one({ name: 'ZRANGE', key: KEYS.index, args }));
    const ids = found.filter((_, at) => at % 2 === 0);
    const known = await several(ids);
    const recent = (at: number) => Number(found[2 * at + 1]) > now - LIFE;
    return {
      actions: known.flatMap(({ record }) => record ?? []),
      unsigned: ids.filter((_, at) => known[at]?.unsigned === true && recent(at)),
      next: ids.length < PAGE ? undefined : from + PAGE,
    };
  };
  async function* pages(now: Millis): AsyncGenerator<ActionPage> {
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page: ActionPage = await pageFrom(from, now);
      yield page;
      from = page.next;
    }
  }
  const forget = async (now: Millis) => {
    await one({ name: 'ZREMRANGEBYSCORE', key: KEYS.index, args: ['-inf', String(now - TTL)] });
  };
  return { all, forget, pageFrom, pages, read, several, swap };
}

/**
 * Actions in Redis: a record is only ever replaced by one that was made from what it was. Where records are signed, one
 * without a valid signature is as if it were not there: nothing is done for it, and the next honest one replaces it.
 */
export function createRedisActions(
  runner: Runner,
  one: Ask,
  now: () => Promise<Millis>,
  seal: Seal,
): Pick<Ledger, 'record' | 'change' | 'action' | 'actions' | 'unsigned' | 'due' | 'looked' | 'page'> {
  const { all, forget, pageFrom, pages, read, several, swap } = createRecords(runner, one, seal);
  return {
    async record(action) {
      const at = await now();
      const made: ActionRecord = { ...action, since: at, changed: at };
      let before = '';
      for (let tries = 0; tries < TRIES; tries++) {
        const stood = await swap(before, made);
        if (stood === undefined) return made;
        const known = seal.open(action.actionId, stood);
        if (known !== undefined) return known;
        before = stood;
      }
      throw restless(action.actionId);
    },
    async change(actionId, from, to) {
      let before = await read(actionId);
      for (let tries = 0; tries < TRIES; tries++) {
        const known = seal.open(actionId, before);
        if (known === undefined || !from.includes(known.state)) return undefined;
        const at = await now();
        const next: ActionRecord = { ...known, ...to, changed: at, ...written(known.state, to.state, at) };
        const stood = await swap(before, next);
        if (stood === undefined) return next;
        before = stood;
      }
      throw restless(actionId);
    },
    action: async (actionId) => seal.open(actionId, await read(actionId)),
    async actions() {
      const at = await now();
      await forget(at);
      const found = new Map<string, ActionRecord>();
      for await (const { actions } of pages(at)) {
        for (const action of actions) found.set(action.actionId, action);
      }
      return [...found.values()].reverse();
    },
    async unsigned() {
      const found = new Set<string>();
      if (!seal.signs) return [];
      for await (const { unsigned } of pages(await now())) for (const id of unsigned) found.add(id);
      return [...found];
    },
    async due() {
      const found = textsIn(await one(dueBy(await now(), PAGE)));
      const ids = found.filter((_, at) => at % 2 === 0);
      const known = await several(ids);
      return ids.map((actionId, at) => ({
        actionId,
        at: Number(found[2 * at + 1]),
        action: known[at]?.record,
      }));
    },
    async looked({ actionId, at }, next) {
      await one(moveDue(actionId, at, next));
    },
    async page(from) {
      const at = await now();
      if (from === 0) await forget(at);
      const page = await pageFrom(from, at);
      await all(dueAnew(page.actions, at));
      return page;
    },
  };
}

function restless(actionId: string): Error {
  return new Error(`action ${actionId} is changed by others all the time`);
}

/** When the policy was written: not again where `verified` goes back to `applied`, which is only a second look. */
function written(from: ActionState, to: ActionState, at: Millis): Pick<ActionRecord, 'written'> {
  return to === 'applied' && from !== 'verified' ? { written: at } : {};
}
