import { nextLook } from '../core/due.ts';
import type { Millis } from '../core/event.ts';
import type { ActionRecord, DueAction, Ledger } from '../core/ledger.ts';

/** What one turn looks at, and what is noted of it then. */
export interface Turns {
  next(): Promise<readonly ActionRecord[]>;
  /** It was looked at; `looked`: it was read back once. */
  done(action: ActionRecord, now: Millis, looked: boolean): Promise<void>;
  /** How many wait for a person, as last counted. */
  waiting(): number;
}

/**
 * A worker's turns: what is due, and a page of the others, so that each is seen now and then whatever the index says.
 * With tens of thousands that wait for a person a turn stays short.
 */
export function createTurns(ledger: Pick<Ledger, 'due' | 'looked' | 'page'>): Turns {
  const round = createRound(ledger);
  let due: ReadonlyMap<string, DueAction> = new Map();
  return {
    async next() {
      const found = await ledger.due();
      due = new Map(found.map((one) => [one.actionId, one]));
      for (const one of found) if (one.action === undefined) await ledger.looked(one, undefined);
      const all = [...found.flatMap(({ action }) => action ?? []), ...(await round.next())];
      return [...new Map(all.map((action) => [action.actionId, action])).values()];
    },
    async done(action, now, looked) {
      const one = due.get(action.actionId);
      if (one !== undefined) await ledger.looked(one, nextLook(action, now, looked));
    },
    waiting: round.waiting,
  };
}

/** Walks over all actions, a page a turn, and counts those that wait. */
function createRound(ledger: Pick<Ledger, 'page'>) {
  let from = 0;
  let soFar = 0;
  let whole: number | undefined;
  return {
    async next(): Promise<readonly ActionRecord[]> {
      const { actions, next } = await ledger.page(from);
      soFar += actions.filter(({ state }) => state === 'pending').length;
      if (next === undefined) {
        whole = soFar;
        soFar = 0;
      }
      from = next ?? 0;
      return actions;
    },
    /** Of the last round; of the first what it has met. */
    waiting: () => whole ?? soFar,
  };
}
