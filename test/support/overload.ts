import { setTimeout as wait } from 'node:timers/promises';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { lessonsAt, requestAt } from './lessons.ts';
import { startProxy } from './tcp-proxy.ts';

/**
 * A process of its own whose callers do not wait: `overload.ts <port> <refuse | blackhole> <waves>` fires two thousand
 * batches at once, so many times, at a store that stopped answering, and prints what became of them and of its memory.
 */
const [port, mode, waves] = process.argv.slice(2);
const MIB = 1_024 * 1_024;
const BATCHES = 2_000;

function used(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}

const proxy = await startProxy(Number(port));
const { store, ready, close } = openRedis({ url: `redis://127.0.0.1:${proxy.port}` });
await ready(60_000);
// a busy machine makes the server late
for (let warm = false; !warm; ) {
  warm = await Promise.all([store.learn(lessonsAt(0)), store.recall(requestAt(0))]).then(
    () => true,
    () => wait(520, false),
  );
}
await proxy.mode(mode === 'refuse' ? 'refuse' : 'blackhole');
const before = used();
const rss = process.memoryUsage().rss / MIB;
let settled = 0;
let failed = 0;
let most = rss;
for (let wave = 0; wave < Number(waves); wave++) {
  const calls = Array.from({ length: BATCHES }, (_, at) => {
    const n = wave * BATCHES + at;
    return [store.learn(lessonsAt(n)), store.recall({ ...requestAt(n), cut: 30_000 + n })];
  }).flat();
  for (const call of calls) {
    call
      .then(undefined, () => failed++)
      .finally(() => {
        settled++;
      });
  }
  await Promise.allSettled(calls);
  most = Math.max(most, process.memoryUsage().rss / MIB);
  await wait(520);
}
console.log(JSON.stringify({ settled, failed, kept: used() - before, peak: most - rss }));
await close();
await proxy.close();
