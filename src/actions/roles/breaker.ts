import { keepNewest } from '../../core/collections/newest.ts';

/** Failures in a row that open the circuit. */
const FAILURES = 5;
/** How long it stays open at first (ms); doubled each time that a probe fails. */
const FIRST_PAUSE = 30_000;
const LONGEST_PAUSE = 300_000;
/** Names that have a breaker; beyond that the oldest is forgotten, which closes it. */
const MOST = 1_000;

type State =
  | { readonly kind: 'closed'; readonly failures: number }
  | { readonly kind: 'open'; readonly until: number; readonly pause: number; readonly probing: boolean };

/** One circuit breaker for each name. After the pause one call is let through, the probe; its outcome decides. */
export interface Breaker {
  /** Whether a call may be made now. While the circuit is open: true for one probe after each pause. */
  enter(name: string): boolean;
  ok(name: string): void;
  failed(name: string): void;
  /** A call ended without showing whether the name works: if it was the probe, another may be made. */
  undecided(name: string): void;
}

/** Begins with every circuit closed. */
export function createBreaker(now: () => number): Breaker {
  const states = new Map<string, State>();
  const set = (name: string, state: State) => keepNewest(states, name, state, MOST);
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
