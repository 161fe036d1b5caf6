import type { Delivery, Fate, Take } from '../../core/ports/delivery.ts';
import { atMost } from '../../core/time/waiting.ts';

/** Deliveries that are judged together. If time runs out, the work on one chunk may be lost. */
const CHUNK = 200;

/**
 * Hands over as many deliveries as there is time for: one fate each, `again` for all that was not settled in time. When
 * time is up, files that deliveries name are read no further. `left`: milliseconds until the answer must be given.
 *
 * `ordered`, for a shard: stops after the first chunk with a failure. Lambda redelivers everything from the failed
 * record on. So what follows it would be judged twice, the first time too early: without the sessions and histories
 * that the failed record is still to leave, and while something is down. Lambda retries at once.
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
    const all = await atMost(left(), take(chunk, { signal: late.signal, settled }));
    late.abort();
    fates.push(...chunk.map((_, at) => known[at] ?? all?.[at] ?? 'again'));
    if (all === undefined || (ordered && all.includes('again'))) break;
  }
  return deliveries.map((_, at) => fates[at] ?? 'again');
}
