import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';

/** A call to the outside that a job is about to make. `deaf`: it is made, and nobody hears of it. */
interface Step {
  readonly what: string;
  make(deaf: boolean): Promise<void>;
}

/** One piece of work under way: a delivery in a worker, a settling turn, a person's command. */
export interface Job {
  readonly name: string;
  /** How many had begun before it. */
  readonly born: number;
  readonly waiting: Step[];
  /** What it heard so far: with the state outside, all that it goes on from. */
  readonly heardOf: string[];
  done: boolean;
  dead: boolean;
  /** What it threw, if it did. */
  thrown: unknown;
  /** Its world's clock. */
  readonly now: () => number;
  /** Called when it waits for a call to be made, and when it has ended. */
  heard: () => void;
}

const jobs = new AsyncLocalStorage<Job>();
let begun = 0;
let caller: Job | undefined;

/** How many jobs have begun so far. */
export function bornSoFar(): number {
  return begun;
}

/** Whose call is being made at this moment, if it is one that a schedule ordered or a job makes freely. */
export function callerNow(): Job | undefined {
  return caller ?? jobs.getStore();
}

/**
 * A call to the outside: Redis, IAM, the audit folder, a sink. Within a job it waits until the schedule makes it; what
 * the test itself asks is answered at once. `visible` says which calls wait.
 */
export function outside<T>(what: string, call: () => Promise<T>, visible = true): Promise<T> {
  const job = jobs.getStore();
  if (job === undefined || !visible) return call();
  return new Promise((resolve, reject) => {
    job.waiting.push({
      what,
      async make(deaf) {
        try {
          caller = job;
          const made = jobs.exit(call);
          caller = undefined;
          const value = await made;
          job.heardOf.push(`${what} ${JSON.stringify(value)}`);
          if (!deaf) resolve(value);
        } catch (thrown) {
          job.heardOf.push(`${what} ${thrown}`);
          if (!deaf) reject(thrown);
        }
      },
    });
    job.heard();
  });
}

/** The time as the code under way has it: that of its world. Undefined beside all jobs. */
export function timeOfJob(): number | undefined {
  return jobs.getStore()?.now();
}

/** Starts work, which goes as far as its first call. */
export async function startJob(name: string, now: () => number, work: () => Promise<void>): Promise<Job> {
  const job: Job = {
    name,
    born: begun++,
    waiting: [],
    heardOf: [],
    done: false,
    dead: false,
    thrown: undefined,
    now,
    heard: () => {},
  };
  void jobs.run(job, async () => {
    try {
      await work();
    } catch (thrown) {
      job.thrown = thrown;
    } finally {
      job.done = true;
      job.heard();
    }
  });
  await parked(job);
  return job;
}

/** Makes the job's next call, and lets it go on to the one after; what it was. */
export async function step(job: Job): Promise<string | undefined> {
  const next = job.waiting.shift();
  if (next === undefined || job.dead) return undefined;
  await next.make(false);
  await parked(job);
  return next.what;
}

/** As kill -9 leaves it: its next call is made or not, and it never hears of anything again. */
export async function kill(job: Job, made: boolean): Promise<void> {
  job.dead = true;
  const [next] = job.waiting.splice(0);
  if (made) await next?.make(true);
}

export function isAlive(job: Job): boolean {
  return !job.done && !job.dead;
}

/** Until it waits for its next call, or has ended: what it asks beside the schedule takes its time. */
async function parked(job: Job): Promise<void> {
  await turn();
  if (job.done || job.waiting.length > 0) return;
  await new Promise<void>((resolve) => {
    job.heard = resolve;
  });
  await turn();
}
