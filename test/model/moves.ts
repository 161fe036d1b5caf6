import * as fc from 'fast-check';
import { createRedisLedger } from '../../src/baseline/redis/ledger.ts';
import { type Deeds, decide, deliver, settle, sweep } from './deeds.ts';
import type { IamTrouble } from './iam.ts';
import { step } from './job.ts';
import { EVENTS } from './story.ts';

/** One move of a schedule, as fast-check draws, replays and shrinks it. */
type Move = fc.AsyncCommand<object, Deeds>;

function move(words: string, run: (deeds: Deeds) => Promise<void>): Move {
  return { check: () => true, run: (_model, deeds) => run(deeds), toString: () => words };
}

const worker = fc.nat({ max: 1 });
const event = fc.nat({ max: EVENTS.length - 1 });
const MINUTE = 60_000;
/** What passes: a look back, a lease, the age at which nothing is begun any more, and what caps count. */
const PASSING = [1_000, 6_000, 31_000, 61_000, 5 * MINUTE, 16 * MINUTE, 31 * MINUTE, 61 * MINUTE] as const;

const deliveries = fc
  .tuple(event, worker)
  .map(([n, w]) => move(`deliver ${n} to worker ${w}`, (deeds) => deliver(deeds, n, w)));
const steps = fc.tuple(fc.nat({ max: 7 }), fc.integer({ min: 1, max: 14 })).map(([which, many]) =>
  move(`job ${which} goes on by ${many}`, async ({ world }) => {
    for (let n = 0; n < many; n++) {
      const alive = world.alive();
      const one = alive[which % Math.max(1, alive.length)];
      if (one !== undefined) await step(one.job);
    }
  }),
);
const finishing = fc.nat({ max: 7 }).map((which) =>
  move(`job ${which} ends`, async ({ world }) => {
    const alive = world.alive();
    const one = alive[which % Math.max(1, alive.length)];
    if (one !== undefined) await world.finish(one);
  }),
);
const crashes = fc
  .tuple(worker, fc.boolean())
  .map(([w, made]) =>
    move(`worker ${w} is killed${made ? ' in its call' : ''}`, ({ world }) => world.crash(w, made)),
  );
const decisions = fc
  .tuple(fc.constantFrom('approve' as const, 'reject' as const, 'undo' as const), event)
  .map(([what, n]) => move(`${what} ${n}`, (deeds) => decide(deeds, what, n)));
const turns = worker.map((w) => move(`worker ${w} settles`, (deeds) => settle(deeds, w)));
const sweeps = fc.constant(move('sweep', sweep));
const clocks = fc
  .constantFrom(...PASSING)
  .map((ms) => move(`${ms / 1_000} s pass`, ({ world }) => world.pass(ms)));
const wipes = fc.constant(
  move('Redis loses everything', async ({ over, world }) => {
    world.wiped = true;
    over.clear();
    world.witness.forgot();
    await world.wire.wipe();
  }),
);
const failovers = fc
  .array(fc.constantFrom('away' as const, 'lost' as const), { minLength: 1, maxLength: 6 })
  .map((all) => move(`Redis in trouble: ${all}`, async ({ world }) => void world.wire.troubles.push(...all)));
const refusals = fc
  .array(fc.constantFrom<IamTrouble>('refused', 'failed', 'lost'), { minLength: 1, maxLength: 4 })
  .map((all) => move(`IAM in trouble: ${all}`, async ({ world }) => void world.iam.troubles.push(...all)));
const sinks = fc.integer({ min: 1, max: 4 }).map((many) =>
  move(`the sink is down ${many} times`, async ({ world }) => {
    world.sinkDown = many;
  }),
);
const switches = fc.boolean().map((on) =>
  move(on ? 'stop' : 'resume', async ({ world }) => {
    await createRedisLedger(world.wire.calm).kill(on ? 'somebody' : undefined);
  }),
);

/** Schedules: what happens often is drawn often. */
export const schedules: fc.Arbitrary<Iterable<Move>> = fc.commands(
  [
    deliveries,
    deliveries,
    steps,
    steps,
    steps,
    finishing,
    decisions,
    decisions,
    crashes,
    turns,
    clocks,
    sweeps,
    failovers,
    refusals,
    sinks,
    switches,
    wipes,
  ],
  { maxCommands: 40, size: 'max' },
);
