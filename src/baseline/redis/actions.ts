import type { ActionRecord, ActionState, Ledger } from '../../core/action/ledger.ts';
import type { Millis } from '../../core/time/days.ts';
import { type Ask, createRecords } from './action-records.ts';
import { dueAnew, moveDue } from './due.ts';
import type { Seal } from './ledger-seal.ts';
import type { Runner } from './runner.ts';

/** How often a change is tried again because another writer came first; more than this in a row is a defect. */
const TRIES = 20;

/**
 * Actions in Redis: a record is only ever replaced by one that was made from what it was. Where records are signed, one
 * without a valid signature is as if it were not there: nothing is done for it, and the next honest one replaces it.
 */
export function createRedisActions(
  runner: Runner,
  one: Ask,
  now: () => Promise<Millis>,
  seal: Seal,
): Pick<
  Ledger,
  'record' | 'change' | 'action' | 'actions' | 'unsigned' | 'claims' | 'due' | 'looked' | 'page'
> {
  const { claims, due, forget, pageFrom, pages, read, strange, strangeAmong, swap } = createRecords(
    runner,
    one,
    seal,
  );
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
    unsigned: async (of) => (of === undefined ? strange(await now()) : strangeAmong(of)),
    claims,
    due: async () => due(await now()),
    async looked({ actionId, at }, next) {
      await one(moveDue(actionId, at, next));
    },
    async page(from) {
      const at = await now();
      if (from === 0) await forget(at);
      const page = await pageFrom(from, at);
      // a full server refuses it: what is due can be looked at all the same, and the next round adds what is missing
      await runner.run(dueAnew(page.actions, at));
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
