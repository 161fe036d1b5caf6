import type { faultOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import { byText } from '../../core/text/ascii.ts';
import type { IamFailure } from '../iam/errors.ts';

/** What kept an action from being settled, and why. */
export interface Trouble {
  readonly what: string;
  readonly fault: ReturnType<typeof faultOf>;
}

/** IAM did not say whether a policy stands. */
export function unreadable({ message: reason }: IamFailure): Trouble {
  return { what: 'a revocation could not be read back', fault: { reason } };
}

/** A line of the log that is not told in every turn. */
interface Line {
  readonly level?: 'warn' | 'error';
  readonly what: string;
  readonly fault: object;
}

/** Tells of the actions that cannot be settled, not in every turn: a worker looks at them every few seconds. */
export interface Troubles {
  /** What an action, or an alert about one, met in this turn: told if it is not what was told last. `name`: tells it from all others. */
  met(name: string, actionId: string, troubles: readonly Line[]): void;
  /** Nothing more is to be told of it: `words` are, if something was. */
  over(name: string, actionId: string, words?: Line): void;
}

/** So many names are remembered; what was met longest ago is forgotten first, and told of again. */
const MOST = 10_000;
/** An order may have been taken back meanwhile, or its session have ended. */
const OVER: Line = { what: 'what was not settled is settled again, or need not be any more', fault: {} };

/** Begins with no action in trouble. */
export function createTroubles(log: Log): Troubles {
  const told = new Map<string, string>();
  return {
    met(name, actionId, troubles) {
      const before = told.get(name);
      told.delete(name);
      const now = JSON.stringify(troubles);
      for (const { fault, level = 'warn', what } of troubles)
        log[now === before ? 'debug' : level]({ actionId, ...fault }, what);
      const [oldest] = told.size < MOST ? [] : told.keys();
      if (oldest !== undefined) told.delete(oldest);
      told.set(name, now);
    },
    over(name, actionId, { fault, what } = OVER) {
      if (told.delete(name)) log.warn({ actionId, ...fault }, what);
    },
  };
}

/** A log that keeps its warnings and errors, to be told as what one alert met: each once, in an order of their own. */
export function gathering(): { readonly log: Log; readonly met: () => readonly Line[] } {
  const kept = new Map<string, Line>();
  const keep = (level: 'warn' | 'error') => (fault: object, what: string) => {
    const line = { level, what, fault };
    kept.set(JSON.stringify(line), line);
  };
  return {
    log: { debug() {}, info() {}, warn: keep('warn'), error: keep('error') },
    met: () => [...kept].sort(([one], [other]) => byText(one, other)).map(([, line]) => line),
  };
}
