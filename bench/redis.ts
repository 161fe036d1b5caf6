/**
 * The store with Redis: recall, a question to every history, and learn, closed loop. Node works on one core,
 * redis-server on another of the same machine. In flight: one batch, two, and as many as a consumer judges at a time.
 * `npm run bench:redis [-- EVENTS]`: events of every row, 40,000.
 */
import { arch, cpus } from 'node:os';
import { SQS_PACE } from '../src/feeds/sqs/pace.ts';
import { startProxy } from '../test/support/tcp-proxy.ts';
import { batchesOf, historiesOf } from './support/crowd.ts';
import { limitOf } from './support/limit.ts';
import { type Walked, walk } from './support/load.ts';
import { linkTo, type Stage, stageOf } from './support/stage.ts';
import { head, middle, number, row } from './support/table.ts';

const EVENTS = Number(process.argv[2] ?? 40_000);
/** Later than a long pipeline takes to be sent, so that it is one turn at the socket. */
const LATENCY = 100;

interface Case {
  readonly actors: number;
  readonly inFlight: number;
  readonly size: number;
  /** `cold`: every walk is a day of its own and a process that has nothing. */
  readonly warm: boolean;
}

/** At least five walks of at most a day's events, after one that is not counted. */
async function walks(stage: Stage, { actors, inFlight, size, warm }: Case, firstDay: number) {
  const events = Math.min(actors, EVENTS / 4);
  const rounds = Math.max(5, Math.ceil(EVENTS / events));
  const walked: Walked[] = [];
  const server: number[] = [];
  let link = await linkTo(stage.port);
  for (let round = 0; round <= rounds; round++) {
    if (!warm) {
      await link.close();
      link = await linkTo(stage.port);
    }
    const used = await stage.serverCpu();
    const which = warm ? { day: firstDay, walk: round } : { day: firstDay + round, walk: 0 };
    // Warm: everybody's day is in the process before the first walk that counts.
    const found = await walk(link, batchesOf({ actors, events, size, ...which }), inFlight);
    if (round === 0) continue;
    walked.push(found);
    server.push(((await stage.serverCpu()) - used) / found.events);
  }
  await link.close();
  return { walked, server };
}

async function measured(stage: Stage, one: Case, firstDay: number): Promise<readonly string[]> {
  await stage.clear();
  const { walked, server } = await walks(stage, one, firstDay);
  const times = walked.flatMap((found) => found.times);
  const perSecond = middle(walked.map(({ events, seconds }) => events / seconds));
  const limit = await limitOf(stage.port, one.size);
  return [
    one.warm ? 'warm' : 'cold',
    String(one.inFlight),
    number(perSecond),
    middle(times).toFixed(1),
    middle(times, 0.99).toFixed(1),
    middle(walked.map(({ cpu, events }) => cpu / events)).toFixed(1),
    middle(server).toFixed(1),
    number(limit),
    (perSecond / limit).toFixed(2),
  ];
}

const MEASURES = [
  'habits',
  'in flight',
  'events/s',
  'p50 ms',
  'p99 ms',
  'Node CPU µs/event',
  'Redis CPU µs/event',
  'GET+SET alone, events/s',
  'ratio',
];
process.stdout.write(
  `Node ${process.version}, ${cpus()[0]?.model ?? arch()}, ${cpus().length} cores, redis-server on the same machine; ${number(EVENTS)} events a row, medians of its walks\n`,
);

// A consumer runs for weeks: code is compiled before the first row.
const start = await stageOf(10_000, historiesOf(10_000, 30));
for (const warm of [false, true]) await walks(start, { actors: 10_000, inFlight: 1, size: 100, warm }, 1);
await start.stop();

head('Growth with actors: batches of 100, 30 days of history', ['actors', 'bytes/actor', ...MEASURES]);
for (const actors of [1_000, 10_000, 100_000]) {
  const stage = await stageOf(actors, historiesOf(actors, 30));
  let day = 1;
  for (const warm of [false, true]) {
    for (const inFlight of [1, 2, SQS_PACE.batches]) {
      const cells = await measured(stage, { actors, inFlight, size: 100, warm }, day);
      row([number(actors), number(stage.bytesPerActor), ...cells]);
      day += 60;
    }
  }
  await stage.stop();
}

head('Growth with history: 10,000 actors, batches of 100', ['days', 'bytes/actor', ...MEASURES]);
for (const days of [10, 30, 90]) {
  const stage = await stageOf(10_000, historiesOf(10_000, days));
  for (const warm of [false, true]) {
    const cells = await measured(stage, { actors: 10_000, inFlight: 1, size: 100, warm }, warm ? 61 : 1);
    row([String(days), number(stage.bytesPerActor), ...cells]);
  }
  await stage.stop();
}

head('Size of a batch: 1,000 actors, 30 days', ['events', 'round trips, counted', ...MEASURES]);
const stage = await stageOf(1_000, historiesOf(1_000, 30));
const proxy = await startProxy(stage.port);
await proxy.mode({ latencyMs: LATENCY });
for (const size of [1, 10, 100, 1_000]) {
  const link = await linkTo(proxy.port);
  proxy.resetCounts();
  await walk(link, batchesOf({ actors: size, events: size, size, walk: 0, day: 500 + size }), 1);
  const { turns } = proxy.counts;
  await link.close();
  const cells = await measured(stage, { actors: 1_000, inFlight: 1, size, warm: true }, 1 + size);
  row([number(size), String(turns), ...cells]);
}
await proxy.close();
await stage.stop();
