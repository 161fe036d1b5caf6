import type { Millis } from '../core/time/days.ts';

/** What is asked of a store: to say what is known, to keep marks, to learn. Each can fail while the others work. */
export type StoreStep = 'recall' | 'marks' | 'learn';

/** What one group of events lost by a failure. */
export interface Loss {
  /** Times of the first and the last event of the group. */
  readonly from: Millis;
  readonly to: Millis;
  /** Events that were judged without their history, or with less of it. */
  readonly degraded: number;
  readonly unlearned: number;
}

/** What is to be said: once when a store is lost, and once when it is back or given up. */
export type OutageNews =
  | { readonly kind: 'lost'; readonly step: StoreStep; readonly reason: string }
  | ({ readonly kind: 'back' | 'ending' } & Loss);

/** Follows a store's failures, so that an hour's outage is two lines and not one a batch. */
export interface Outage {
  /** A step failed. Says so if everything worked before. */
  failed(step: StoreStep, reason: string, loss: Loss): OutageNews | undefined;
  /** A step was tried and worked. Says what the outage cost if it was the last that did not work. */
  worked(step: StoreStep): OutageNews | undefined;
  /** Nothing more will come: what the outage has cost so far, if there is one. */
  end(): OutageNews | undefined;
}

/** Everything works, as far as is known. */
export function createOutage(): Outage {
  const failing = new Set<StoreStep>();
  let loss: Loss | undefined;
  const close = (kind: 'back' | 'ending'): OutageNews | undefined => {
    if (loss === undefined) return undefined;
    const news: OutageNews = { kind, ...loss };
    failing.clear();
    loss = undefined;
    return news;
  };
  return {
    failed(step, reason, more) {
      const news = loss === undefined ? ({ kind: 'lost', step, reason } as const) : undefined;
      failing.add(step);
      loss = loss === undefined ? more : sum(loss, more);
      return news;
    },
    worked(step) {
      failing.delete(step);
      return failing.size === 0 ? close('back') : undefined;
    },
    end: () => close('ending'),
  };
}

function sum(a: Loss, b: Loss): Loss {
  return {
    from: Math.min(a.from, b.from),
    to: Math.max(a.to, b.to),
    degraded: a.degraded + b.degraded,
    unlearned: a.unlearned + b.unlearned,
  };
}
