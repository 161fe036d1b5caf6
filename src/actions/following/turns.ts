import { nextLook } from '../../core/action/due.ts';
import type { ActionRecord, DueAction, Ledger } from '../../core/action/ledger.ts';
import type { Millis } from '../../core/time/days.ts';

/** Chooses the actions that a worker looks at in each turn of settling. */
export interface Turns {
  /** The actions of the next turn. */
  next(): Promise<readonly ActionRecord[]>;
  /** Notes that an action was looked at. `looked`: its policy was read back once. */
  done(action: ActionRecord, now: Millis, looked: boolean): Promise<void>;
  /** How many actions wait for a person, by the last count. */
  waiting(): number;
  /** Ids of records whose signature is missing or wrong, by the last count. */
  unsigned(): readonly string[];
}

/**
 * Each turn takes what is due and one page of all actions, so that every action is seen now and then even if the index
 * lacks it. So a turn stays short even with tens of thousands of actions that wait for a person.
 */
export function createTurns(ledger: Pick<Ledger, 'due' | 'looked' | 'page'>): Turns {
  const round = createRound(ledger);
  let due: ReadonlyMap<string, DueAction> = new Map();
  return {
    async next() {
      const found = await ledger.due();
      due = new Map(found.map((one) => [one.actionId, one]));
      for (const one of found) {
        // a full store refuses it, which must not hold up the others; one that is lost fails below
        if (one.action === undefined) await ledger.looked(one, undefined).catch(() => undefined);
      }
      const all = [...found.flatMap(({ action }) => action ?? []), ...(await round.next())];
      return [...new Map(all.map((action) => [action.actionId, action])).values()];
    },
    async done(action, now, looked) {
      const one = due.get(action.actionId);
      if (one !== undefined) await ledger.looked(one, nextLook(action, now, looked));
    },
    waiting: () => round.counted().waiting,
    unsigned: () => round.counted().unsigned,
  };
}

/** What a round has met. */
interface Counted {
  readonly waiting: number;
  readonly unsigned: readonly string[];
}

const NONE: Counted = { waiting: 0, unsigned: [] };

/** Walks over all actions, one page in each turn, and counts those that wait for a person, or whose records nobody signed. */
function createRound(ledger: Pick<Ledger, 'page'>) {
  let from = 0;
  let soFar = NONE;
  let whole: Counted | undefined;
  return {
    async next(): Promise<readonly ActionRecord[]> {
      const { actions, next, unsigned } = await ledger.page(from);
      soFar = {
        waiting: soFar.waiting + actions.filter(({ state }) => state === 'pending').length,
        unsigned: [...soFar.unsigned, ...unsigned],
      };
      if (next === undefined) {
        whole = soFar;
        soFar = NONE;
      }
      from = next ?? 0;
      return actions;
    },
    /** The count of the last complete round; in the first round, what it has met so far. */
    counted: () => whole ?? soFar,
  };
}
