import type { RawCloudTrail } from '../../scripts/records.ts';
import { wrap } from '../../scripts/wrap.ts';
import { limitOf } from './limit.ts';
import { closedLoop, type Walked } from './load.ts';
import type { Stage } from './stage.ts';
import { middle, number } from './table.ts';
import { STEPS, trafficOf } from './traffic.ts';

/** A crowd on a stage: who asks for events gets those that follow on the last. */
export interface Crowd {
  readonly stage: Stage;
  readonly actors: number;
  next(events: number, attacks?: boolean): readonly RawCloudTrail[];
}

/** A crowd of so many actors. */
export function crowdOn(stage: Stage, actors: number): Crowd {
  let from = 0;
  return {
    stage,
    actors,
    next(events, attacks = false) {
      const records = trafficOf({ actors, from, events, attacks });
      from += events;
      return records;
    },
  };
}

/** One row of a table: how batches of one size are done. */
export interface Entrant {
  readonly cells: readonly string[];
  readonly size: number;
  readonly attacks?: boolean;
  /** What arrives, from a batch's records. Not in what is measured. */
  pack(records: readonly RawCloudTrail[]): unknown;
  take(packed: unknown): Promise<unknown>;
}

/** How long, in events and rounds after one that is not counted. */
export interface Length {
  readonly events: number;
  readonly rounds: number;
}

/** The columns of a table of contests. */
export const MEASURES = [
  'events/s',
  'p50 ms',
  'p99 ms',
  'Node CPU µs/event',
  'Redis CPU µs/event',
  'JSON.parse alone, µs/event',
  'Node CPU ÷ JSON.parse',
  'GET+SET alone, events/s',
  'ratio to GET+SET',
];

interface Round extends Walked {
  readonly server: number;
  readonly parse: number;
  readonly limit: number;
}

/** The rows of a table: in every round every entrant, beside JSON.parse of the same events and plain GET+SET. */
export async function contest(
  crowd: Crowd,
  entrants: readonly Entrant[],
  { events, rounds }: Length,
): Promise<readonly (readonly string[])[]> {
  const all = entrants.map((entrant): { entrant: Entrant; done: Round[] } => ({ entrant, done: [] }));
  for (let round = 0; round <= rounds; round++) {
    for (const { done, entrant } of all) {
      await crowd.stage.clear('rw:m:*');
      const found = await oneRound(crowd, entrant, Math.min(events, entrant.size * 500));
      if (round > 0) done.push(found);
    }
  }
  return all.map(({ done, entrant }) => [...entrant.cells, ...measuresOf(done)]);
}

async function oneRound({ next, stage }: Crowd, entrant: Entrant, events: number): Promise<Round> {
  const { attacks, size } = entrant;
  const batches = Array.from({ length: Math.ceil(events / size) }, () => next(size, attacks));
  const parse = parseAlone(batches.flat());
  const used = await stage.serverCpu();
  const packed = batches.map((batch) => ({ size, packed: entrant.pack(batch) }));
  const walked = await closedLoop(
    packed,
    1,
    (batch) => entrant.take(batch.packed),
    () => {},
  );
  const server = ((await stage.serverCpu()) - used) / walked.events;
  const limit = await limitOf(stage.port, size, Math.ceil(events / size));
  return { ...walked, server, parse, limit };
}

/** µs of a core an event for parsing what EventBridge sends of it, and nothing else: the best of three. */
function parseAlone(records: readonly RawCloudTrail[]): number {
  const texts = records.map((record) => JSON.stringify(wrap('eventbridge', [record])));
  const once = () => {
    const used = process.cpuUsage();
    for (const text of texts) JSON.parse(text);
    const { system, user } = process.cpuUsage(used);
    return (user + system) / texts.length;
  };
  return Math.min(once(), once(), once());
}

function measuresOf(rounds: readonly Round[]): readonly string[] {
  const mid = (value: (round: Round) => number) => middle(rounds.map(value));
  const times = rounds.flatMap((round) => round.times);
  const perSecond = mid(({ events, seconds }) => events / seconds);
  const node = mid(({ cpu, events }) => cpu / events);
  const limit = mid((round) => round.limit);
  return [
    number(perSecond),
    middle(times).toFixed(1),
    middle(times, 0.99).toFixed(1),
    node.toFixed(1),
    mid(({ server }) => server).toFixed(1),
    mid(({ parse }) => parse).toFixed(1),
    mid(({ cpu, events, parse }) => cpu / events / parse).toFixed(1),
    number(limit),
    mid(({ events, limit: alone, seconds }) => events / seconds / alone).toFixed(3),
  ];
}

/** Lets everybody sign in, so that the sessions that follow are known, and the line has read all histories. */
export async function warmUp(crowd: Crowd, takers: readonly Entrant[]): Promise<void> {
  for (let turn = 0; turn < STEPS * crowd.actors; turn += 200) {
    const some = crowd.next(Math.min(200, STEPS * crowd.actors - turn));
    for (const { pack, take } of takers) await take(pack(some));
  }
}
