import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { RedisLink } from '../../src/baseline/redis-store.ts';
import { unseen } from '../../src/core/unseen.ts';
import type { Batch } from './crowd.ts';

setFlagsFromString('--expose_gc');
const gc: () => void = runInNewContext('gc');
/** Batches made at once, so that what is measured is not the collector walking over events to come. */
const AT_ONCE = 20;

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
export async function walk(link: RedisLink, batches: Iterable<Batch>, inFlight: number): Promise<Walked> {
  const times: number[] = [];
  let [events, seconds, cpu] = [0, 0, 0];
  for (const some of chunks(batches)) {
    gc();
    const queue = [...some];
    const used = process.cpuUsage();
    const began = performance.now();
    const consumer = async () => {
      for (let batch = queue.shift(); batch !== undefined; batch = queue.shift()) {
        const start = performance.now();
        const { habits } = await link.store.recall(batch.request);
        for (const one of habits.values()) one.get('country');
        await link.store.learn({ sightings: unseen(batch.sightings, habits), sessions: batch.sessions });
        times.push(performance.now() - start);
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

function* chunks(batches: Iterable<Batch>): Generator<readonly Batch[]> {
  let some: Batch[] = [];
  for (const batch of batches) {
    some.push(batch);
    if (some.length < AT_ONCE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
