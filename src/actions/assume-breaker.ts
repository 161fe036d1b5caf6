/** Failures in a row that open the circuit, and how long it stays open: doubled each time, up to five minutes. */
const FAILURES = 5;
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 300_000;

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly pause: number; readonly probing: boolean };

/** A circuit breaker per name. After the pause one call is let through; its outcome decides for all. */
export interface Breaker {
  /** Whether a call may be made now. `true` for one probe per pause while the circuit is open. */
  enter(name: string): boolean;
  ok(name: string): void;
  failed(name: string): void;
  /** A call ended without saying anything of the name: a probe is given back. */
  undecided(name: string): void;
}

/** Breakers for at most `most` names; beyond that the oldest is forgotten, which closes it. */
export function createBreaker(now: () => number, most = 1_000): Breaker {
  const states = new Map<string, State>();
  const set = (name: string, state: State) => {
    states.delete(name);
    states.set(name, state);
    for (const oldest of states.keys()) {
      if (states.size <= most) break;
      states.delete(oldest);
    }
  };
  return {
    enter(name) {
      const state = states.get(name);
      if (state === undefined || state.kind === 'closed') return true;
      if (state.probing || now() < state.until) return false;
      set(name, { ...state, probing: true });
      return true;
    },
    ok(name) {
      states.delete(name);
    },
    failed(name) {
      const state = states.get(name) ?? { kind: 'closed', failures: 0 };
      const failures = state.kind === 'closed' ? state.failures + 1 : FAILURES;
      if (failures < FAILURES) return set(name, { kind: 'closed', failures });
      const pause = state.kind === 'open' ? Math.min(LONGEST_PAUSE, state.pause * 2) : FIRST_PAUSE;
      set(name, { kind: 'open', until: now() + pause, pause, probing: false });
    },
    undecided(name) {
      const state = states.get(name);
      if (state?.kind === 'open') set(name, { ...state, probing: false });
    },
  };
}
