import { setTimeout as wait } from 'node:timers/promises';
import { wrap } from '../../scripts/wrap.ts';
import { bare, type Channel, judged, type Reader, reading, until } from './channel.ts';
import type { Crowd } from './contest.ts';
import type { Line } from './line.ts';
import { middle, number } from './table.ts';

/** How long: events of a backlog, and puts of ten events that are timed one by one. */
export interface FeedLength {
  readonly backlog: number;
  readonly puts: number;
  readonly rounds: number;
}

/** The columns of a table of feeds. */
export const FEED_MEASURES = [
  'what reads',
  'events/s of a backlog',
  'Node CPU µs/event',
  'Redis CPU µs/event',
  'put to done, p50 ms',
  'p99 ms',
  'ratio to the emulator alone, events/s',
];

interface Read {
  readonly perSecond: number;
  readonly cpu: number;
  readonly server: number;
  readonly times: readonly number[];
}

const EVERY = 100;

/** Two rows for one emulator: alone, and with the feed and the line behind it, turn about. */
export async function feedRows(
  crowd: Crowd,
  line: Line,
  open: () => Promise<Channel>,
  { backlog, puts, rounds }: FeedLength,
): Promise<readonly (readonly string[])[]> {
  const readers = [
    { name: 'the emulator alone', reader: bare },
    { name: 'feed and line', reader: judged(line.live) },
  ].map((one) => ({ ...one, reads: [] as Read[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { reader, reads } of readers) {
      const drained = await drain(crowd, await open(), reader, backlog);
      reads.push({ ...drained, times: await latencies(crowd, await open(), reader, puts) });
    }
  }
  const [alone] = readers;
  const ratio = (reads: readonly Read[]) =>
    middle(reads.map(({ perSecond }, round) => perSecond / (alone?.reads[round]?.perSecond ?? Number.NaN)));
  return readers.map(({ name, reads }) => [name, ...cellsOf(reads), ratio(reads).toFixed(2)]);
}

function cellsOf(reads: readonly Read[]): readonly string[] {
  const mid = (value: (read: Read) => number) => middle(reads.map(value));
  const times = reads.flatMap((read) => read.times);
  return [
    number(mid(({ perSecond }) => perSecond)),
    mid(({ cpu }) => cpu).toFixed(0),
    mid(({ server }) => server).toFixed(1),
    middle(times).toFixed(0),
    middle(times, 0.99).toFixed(0),
  ];
}

const textsOf = (crowd: Crowd, events: number) =>
  crowd.next(events).map((record) => JSON.stringify(wrap('eventbridge', [record])));

/** Reads what was put before: from the reader's start to the last event. */
async function drain(crowd: Crowd, channel: Channel, reader: Reader, events: number) {
  await channel.put(textsOf(crowd, events));
  let done = 0;
  const server = await crowd.stage.serverCpu();
  const used = process.cpuUsage();
  const began = performance.now();
  const count = () => void done++;
  const ms = await reading(channel, reader, count, async () => {
    await until(() => done, events);
    return performance.now() - began;
  });
  const { system, user } = process.cpuUsage(used);
  return {
    perSecond: (1_000 * events) / ms,
    cpu: (user + system) / events,
    server: ((await crowd.stage.serverCpu()) - server) / events,
  };
}

/** Milliseconds from before each event is put until it is done, ten events at a time while the reader runs. */
async function latencies(crowd: Crowd, channel: Channel, reader: Reader, puts: number) {
  const done = new Map<string, number>();
  const put = new Map<string, number>();
  const note = (text: string) => void done.set(text, done.get(text) ?? performance.now());
  const first = textsOf(crowd, 1);
  await channel.put(first);
  await reading(channel, reader, note, async () => {
    await until(() => done.size, 1);
    for (let n = 0; n < puts; n++) {
      const texts = textsOf(crowd, 10);
      const began = performance.now();
      for (const text of texts) put.set(text, began);
      await channel.put(texts);
      await wait(Math.max(0, EVERY - (performance.now() - began)));
    }
    await until(() => done.size, puts * 10 + 1);
  });
  return [...put].map(([text, at]) => (done.get(text) ?? Number.NaN) - at);
}
