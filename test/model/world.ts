import type { Runner } from '../../src/baseline/redis/runner.ts';
import type { FakeIam } from './iam.ts';
import { fakeIam } from './iam.ts';
import { isAlive, type Job, kill, outside, startJob, step } from './job.ts';
import { CONFIGS, type ModelProcess, type Outside, startProcess } from './process.ts';
import { BEGAN, ROLES } from './story.ts';
import { laneOf, type Wire } from './wire.ts';
import { createWitness, type Witness } from './witness.ts';

/** A job, whose it is, and what it is about. */
export interface Running {
  readonly job: Job;
  /** The number of the worker; undefined for a person's command. */
  readonly worker: number | undefined;
}

/** Two workers, people, and all that is outside of them, under one schedule. */
export interface World {
  readonly iam: FakeIam;
  readonly wire: Wire;
  readonly witness: Witness;
  readonly running: Running[];
  now(): number;
  /** A worker as it is now: one that was killed has begun anew. */
  worker(n: number): ModelProcess;
  /** Somebody at a terminal: a process of its own. */
  person(name: string): ModelProcess;
  start(name: string, worker: number | undefined, work: () => Promise<void>): Promise<void>;
  alive(): readonly Running[];
  /** Finishes one, or all in turn. */
  finish(one?: Running): Promise<void>;
  /** kill -9 of a worker with all that it does; `made`: its next calls are carried out all the same. */
  crash(worker: number, made: boolean): Promise<void>;
  pass(ms: number): Promise<void>;
  /** The next alerts that the sink does not take. */
  sinkDown: number;
  wiped: boolean;
  /** Calls no longer wait for the schedule: what is started goes on to its end. */
  freely: boolean;
}

export interface WorldOptions {
  readonly server: Runner;
  readonly lane: string;
  readonly mode: 'auto' | 'confirm';
  /** Which calls wait for the schedule; all of them if left out. */
  readonly visible?: (what: string) => boolean;
}

/** Steps of one job after which it will never end. */
const MOST = 2_000;

export function createWorld({ lane, mode, server, visible: ordered = () => true }: WorldOptions): World {
  let time = BEGAN + 10_000;
  const visible = (what: string) => !world.freely && ordered(what);
  const files = new Map<string, string>();
  const witness = createWitness({ now: () => time, files });
  const wire = laneOf(server, lane, { now: () => time, visible, admitted: witness.admitted });
  const iam = fakeIam(Object.values(ROLES), witness.wrote, visible);
  const out: Outside = {
    iam,
    wire,
    config: CONFIGS[mode],
    place: {
      name: 'memory',
      writeOnce: (name, text) =>
        outside(
          'audit',
          async () => !files.has(name) && files.set(name, text) !== undefined,
          visible('audit'),
        ),
      read: async (name) => files.get(name),
      last: async (prefix) =>
        [...files.keys()]
          .filter((name) => name.startsWith(prefix))
          .sort()
          .at(-1),
      probe: async () => {},
    },
    sink: {
      name: 'people',
      close: () => {},
      send: (alert) =>
        outside(
          'alert',
          async () => {
            if (world.sinkDown > 0) throw new Error(`the sink is down: ${world.sinkDown--} more`);
            witness.heard(alert);
          },
          visible('alert'),
        ),
    },
    waiting: {
      now: () => time,
      random: () => 0.5,
      sleep: (ms) =>
        outside(
          'sleep',
          async () => {
            time += ms;
          },
          visible('sleep'),
        ),
    },
  };
  const workers = [0, 1].map((n) => startProcess(out, `worker ${n}`));
  const running: Running[] = [];
  const world: World = {
    iam,
    wire,
    witness,
    running,
    sinkDown: 0,
    wiped: false,
    freely: false,
    now: () => time,
    worker: (n) => workers[n] ?? startProcess(out, 'worker'),
    person: (name) => startProcess(out, name),
    async start(name, worker, work) {
      running.push({ job: await startJob(name, world.now, work), worker });
    },
    alive: () => running.filter(({ job }) => isAlive(job)),
    async finish(one) {
      const all = one === undefined ? world.alive() : [one];
      for (let steps = 0; all.some(({ job }) => isAlive(job)); steps++) {
        if (steps > MOST) throw new Error(`${all.map(({ job }) => job.name)} never ends`);
        for (const { job } of all) await step(job);
      }
    },
    async crash(n, made) {
      for (const { job, worker } of world.alive()) if (worker === n) await kill(job, made);
      workers[n] = startProcess(out, `worker ${n}`);
    },
    async pass(ms) {
      time += ms;
      await wire.expire();
    },
  };
  return world;
}
