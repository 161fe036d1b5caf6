/**
 * The store with Redis: recall, a question to every history, and learn, in batches of 100, closed loop. Node works on
 * one core, redis-server on another of the same machine. `npm run bench:redis [-- ACTORS...]`.
 */
import { arch, cpus } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Redis } from 'ioredis';
import { openRedis, type RedisLink } from '../src/baseline/redis-store.ts';
import { unseen } from '../src/core/unseen.ts';
import { startRedis } from '../test/support/redis-server.ts';
import { type Batch, batchesOf, historiesOf } from './support/crowd.ts';
import { limitOf } from './support/limit.ts';

setFlagsFromString('--expose_gc');
const gc: () => void = runInNewContext('gc');
/** Batches made at once, so that what is measured is not the collector walking over events to come. */
const AT_ONCE = 20;

interface Measured {
  readonly events: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly times: readonly number[];
}

async function work(link: RedisLink, batches: Iterable<Batch>, inFlight: number): Promise<Measured> {
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
  return { events, seconds, cpu, times: times.sort((a, b) => a - b) };
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

async function memory(port: number): Promise<number> {
  const client = new Redis(port);
  const info = await client.info('memory');
  client.disconnect();
  return Number(/used_memory:(\d+)/.exec(info)?.[1] ?? 0);
}

const number = (value: number) => Math.round(value).toLocaleString('en-US');
const COLUMNS = [
  'actors',
  'habits',
  'in flight',
  'events/s',
  'p50 ms',
  'p99 ms',
  'Node CPU µs an event',
  'bytes an actor',
  'GET+SET alone, events/s',
  'ratio',
];
console.log(
  `Node ${process.version}, ${cpus()[0]?.model ?? arch()}, ${cpus().length} cores, redis-server on the same machine\n`,
);
console.log(`| ${COLUMNS.join(' | ')} |\n|${' ---: |'.repeat(COLUMNS.length)}`);
const sizes = process.argv.slice(2).map(Number);
for (const actors of sizes.length === 0 ? [10_000, 100_000] : sizes) {
  const server = await startRedis();
  const before = await memory(server.port);
  for (const inFlight of [1, 2]) {
    const link = openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: 10_000 });
    await link.ready(5_000);
    if (inFlight === 1) for (const entries of historiesOf(actors, 30)) await link.histories.add(entries);
    const bytes = ((await memory(server.port)) - before) / actors;
    const limit = await limitOf(server.port, 100);
    // Each link begins a day of its own with nothing in the process; the second walk of the day is warm.
    for (const [name, walk] of [
      ['cold', 0],
      ['warm', 1],
    ] as const) {
      const found = await work(
        link,
        batchesOf({ actors, events: Math.min(actors, 40_000), size: 100, walk, day: inFlight }),
        inFlight,
      );
      const perSecond = found.events / found.seconds;
      const at = (share: number) => (found.times[Math.floor(found.times.length * share)] ?? 0).toFixed(1);
      const cells = [
        number(actors),
        name,
        inFlight,
        number(perSecond),
        at(0.5),
        at(0.99),
        (found.cpu / found.events).toFixed(1),
        number(bytes),
        number(limit),
        (perSecond / limit).toFixed(2),
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
    await link.close();
  }
  await server.stop();
}
