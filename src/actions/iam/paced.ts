import type { Target } from '../../core/event/target.ts';
import { backoff, type Waiting } from '../../core/time/waiting.ts';
import { iamFailure } from './errors.ts';
import { type Gate, throttles } from './gate.ts';
import { type IamClients, type InlinePolicies, inlinePolicies } from './policies.ts';

/** Bound of the first pause before a call is repeated (ms); doubled each time, with full jitter. */
export const FIRST = 500;
/** Bound of the longest pause (ms). */
export const MOST = 20_000;

/** What keeps the calls to one target within AWS's limits. */
export interface Pacing {
  readonly gate: Gate;
  readonly waiting: Waiting;
  /** No call is repeated after it (ms since 1970). */
  readonly deadline: number;
  /** Milliseconds that one call may take. */
  readonly callLimit: number | undefined;
}

/**
 * The calls for a target. While AWS throttles them they are repeated, which is safe: a throttled call did not happen.
 * All other failures are thrown as they came.
 */
export function paced(clients: IamClients, target: Target, pacing: Pacing): InlinePolicies {
  const { gate, waiting, deadline, callLimit } = pacing;
  const { accountId } = target;
  const policies = () => {
    const reads = gate.calm(accountId) ? clients.reads : clients.writes;
    return inlinePolicies({ reads, writes: clients.writes }, target, callLimit);
  };
  const call = async <T>(make: (policies: InlinePolicies) => Promise<T>): Promise<T> => {
    for (let tries = 0; ; tries++) {
      await gate.turn(accountId);
      try {
        return await make(policies());
      } catch (thrown) {
        if (iamFailure(thrown).class !== 'throttled') throw thrown;
        gate.throttled(accountId);
        const pause = backoff(tries, FIRST, MOST, waiting.random);
        if (waiting.now() + pause >= deadline) throw thrown;
        await waiting.sleep(pause, throttles(accountId));
      }
    }
  };
  return {
    entity: () => call((on) => on.entity()),
    names: () => call((on) => on.names()),
    get: (name) => call((on) => on.get(name)),
    put: (name, document) => call((on) => on.put(name, document)),
    remove: (name) => call((on) => on.remove(name)),
  };
}
