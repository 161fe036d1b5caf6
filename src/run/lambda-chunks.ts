import type { Delivery, Fate, Take } from '../core/delivery.ts';

/** Deliveries that are taken together: what is lost if time runs out in the middle. */
const CHUNK = 200;

/** Resolves with what `work` gives, or undefined after `ms`; the work then goes on, and nobody waits for it. */
export async function within<T>(work: Promise<T>, ms: number): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, ms, undefined);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Takes as many deliveries as there is time for: one fate each, `again` for all that was not settled in time. Files are
 * read no further then.
 * `left`: milliseconds until the answer must be given.
 *
 * `ordered`, a shard: stops after the first chunk with a failure. Lambda brings back everything from the failed record
 * on, so what follows would be judged twice, the first time without the sessions and histories that the failed part
 * has yet to leave, and while something is down. It waits for the retry, which comes at once.
 */
export async function takeInTime(
  take: Take,
  deliveries: readonly Delivery[],
  { left, ordered }: { readonly left: () => number; readonly ordered: boolean },
): Promise<readonly Fate[]> {
  const fates: Fate[] = [];
  while (fates.length < deliveries.length && left() > 0) {
    const chunk = deliveries.slice(fates.length, fates.length + CHUNK);
    const known: Fate[] = [];
    const late = new AbortController();
    const settled = (at: number, fate: Fate) => {
      known[at] = fate;
    };
    const all = await within(take(chunk, { signal: late.signal, settled }), left());
    late.abort();
    fates.push(...chunk.map((_, at) => known[at] ?? all?.[at] ?? 'again'));
    if (all === undefined || (ordered && all.includes('again'))) break;
  }
  return deliveries.map((_, at) => fates[at] ?? 'again');
}
