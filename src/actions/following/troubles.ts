import type { faultOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';

/** What kept an action from being settled, or an alert from being sent, and why. */
export interface Trouble {
  readonly what: string;
  readonly fault: ReturnType<typeof faultOf>;
}

/** Tells of the actions that cannot be settled, not in every turn: a worker looks at them every few seconds. */
export interface Troubles {
  /**
   * What an action, or an alert about one, met in this turn: told if it is not what was told last, and when there is
   * nothing any more. `name`: tells it from all others.
   */
  met(name: string, actionId: string, troubles: readonly Trouble[]): void;
}

/** So many names are remembered; what was met longest ago is forgotten first, and told of again. */
const MOST = 10_000;

/** Begins with no action in trouble. */
export function createTroubles(log: Log): Troubles {
  const told = new Map<string, string>();
  return {
    met(name, actionId, troubles) {
      const before = told.get(name);
      told.delete(name);
      if (troubles.length === 0) {
        if (before !== undefined) log.warn({ actionId }, 'what was not settled is settled again');
        return;
      }
      const now = JSON.stringify(troubles);
      for (const { fault, what } of troubles)
        log[now === before ? 'debug' : 'warn']({ actionId, ...fault }, what);
      const [oldest] = told.size < MOST ? [] : told.keys();
      if (oldest !== undefined) told.delete(oldest);
      told.set(name, now);
    },
  };
}
