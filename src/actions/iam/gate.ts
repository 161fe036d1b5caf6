import type { Waiting } from '../../core/time/waiting.ts';

/** How long an account counts as throttled after the last refusal (ms). */
const STORM = 30_000;
/** How far apart its calls are then (ms). */
const APART = 1_000;
const MOST_ACCOUNTS = 1_000;

/** Slows calls to an account while AWS throttles it, without delaying other accounts. */
export interface Gate {
  /** Resolves when a call to the account may be made: at once, unless it is being throttled. */
  turn(accountId: string): Promise<void>;
  /** AWS has throttled a call to the account. */
  throttled(accountId: string): void;
  /** Whether the account is not throttled, so that the SDK may repeat reads by itself. */
  calm(accountId: string): boolean;
}

/** What is waited for while AWS throttles, in words. */
export const throttles = (accountId: string) => `AWS limits the calls to IAM in account ${accountId}`;

/** A gate for one process. While an account is throttled, it gets at most one call per second. */
export function createGate({ now, sleep }: Pick<Waiting, 'now' | 'sleep'>): Gate {
  const storms = new Map<string, { readonly until: number; readonly next: number }>();
  const stormOf = (accountId: string) => {
    const storm = storms.get(accountId);
    if (storm !== undefined && storm.until > now()) return storm;
    storms.delete(accountId);
    return undefined;
  };
  return {
    calm: (accountId) => stormOf(accountId) === undefined,
    throttled(accountId) {
      const next = stormOf(accountId)?.next ?? now() + APART;
      if (storms.size >= MOST_ACCOUNTS) storms.clear();
      storms.set(accountId, { until: now() + STORM, next });
    },
    async turn(accountId) {
      const storm = stormOf(accountId);
      if (storm === undefined) return;
      const at = Math.max(now(), storm.next);
      storms.set(accountId, { until: Math.max(storm.until, at), next: at + APART });
      await sleep(at - now(), throttles(accountId));
    },
  };
}
