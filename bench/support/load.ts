import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RedisLink } from '../../src/baseline/redis/link.ts';
import { unseen } from '../../test/support/unseen.ts';
import type { Batch } from './crowd.ts';

setFlagsFromString('--expose_gc');
const gc: () => void = runInNewContext('gc');
/** Events made at once, so that what is measured is not the collector walking over events to come. */
const AT_ONCE = 10_000;

/** One walk through many batches. Making the batches is not in it. */
export interface Walked {
  readonly events: number;
  readonly seconds: number;
  /** µs of this process: its own threads too, such as the collector's. */
  readonly cpu: number;
  /** Milliseconds a batch, as it was waited for. */
  readonly times: readonly number[];
}

/** Recalls a batch, asks every history something, and learns: closed loop, so many batches at once. */
export function walk(link: RedisLink, batches: Iterable<Batch>, inFlight: number): Promise<Walked> {
  return closedLoop(batches, inFlight, async (batch) => {
    const { habits } = await link.store.recall(batch.request);
    for (const one of habits.values()) one.get('country');
    await link.store.learn({ sightings: unseen(batch.sightings, habits), sessions: batch.sessions });
  });
}

/**
 * Does the work of every batch, so many at once, the next one as soon as one is done. `before`: what is done before each
 * piece. A collection keeps out what making the batches left, but was measured to make a short round 20 to 40 % dearer.
 * The batches that a piece begins with, one a consumer, stand right behind it, and took twice the median in two pieces of
 * three: of a long piece they count for the rate only, since a consumer that runs for weeks meets no such beginning.
 */
export async function closedLoop<B extends { readonly size: number }>(
  batches: Iterable<B>,
  inFlight: number,
  work: (batch: B) => Promise<unknown>,
  before: () => void = gc,
): Promise<Walked> {
  const times: number[] = [];
  let events = 0;
  let seconds = 0;
  let cpu = 0;
  for (const some of chunks(batches)) {
    before();
    const queue = [...some];
    let untimed = queue.length >= 20 * inFlight ? inFlight : 0;
    const used = process.cpuUsage();
    const began = performance.now();
    const consumer = async () => {
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        const counts = untimed-- <= 0;
        const start = performance.now();
        await work(batch);
        if (counts) times.push(performance.now() - start);
        events += batch.size;
      }
    };
    await Promise.all(Array.from({ length: inFlight }, consumer));
    seconds += (performance.now() - began) / 1_000;
    const { user, system } = process.cpuUsage(used);
    cpu += user + system;
  }
  return { events, seconds, cpu, times };
}

function* chunks<B extends { readonly size: number }>(batches: Iterable<B>): Generator<readonly B[]> {
  let some: B[] = [];
  let events = 0;
  for (const batch of batches) {
    some.push(batch);
    events += batch.size;
    if (events < AT_ONCE) continue;
    yield some;
    some = [];
    events = 0;
  }
  if (some.length > 0) yield some;
}
