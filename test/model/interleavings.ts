import type { Deeds } from './deeds.ts';
import { isAlive, kill, step } from './job.ts';
import type { Running } from './world.ts';

/** Which of two jobs goes on next, or that the first is killed: before its next call, or in it. */
export type Choice = 0 | 1 | 'killed' | 'killed in its call';

/** Starts both jobs anew in a world of its own. Where `play` says so, all comes to its end, and what broke is told. */
export type Scene = (play: (deeds: Deeds) => Promise<boolean>) => Promise<readonly string[]>;

/** What was looked at, and what broke where. */
export interface Looked {
  /** Schedules that were begun, and different states on their way. */
  readonly schedules: number;
  readonly states: number;
  readonly violations: readonly string[];
}

interface How {
  readonly atOnce: number;
  /** After so many calls the first goes on to its end, and then the other. */
  readonly depth: number;
  /** All that what follows depends on. */
  readonly stateOf: (deeds: Deeds) => Promise<string>;
}

/** Every way in which the first calls of two jobs can follow each other, with the first killed once or not at all. From a state that was met before, nothing new follows. */
export async function everyWay(scene: Scene, how: How): Promise<Looked> {
  const due: (readonly Choice[])[] = [[]];
  const seen = new Set<string>();
  const violations: string[] = [];
  let schedules = 0;
  const look = async () => {
    for (let choices = due.pop(); choices !== undefined; choices = due.pop()) {
      schedules++;
      const taken: Choice[] = [];
      const broken = await scene((deeds) => played(deeds, choices ?? [], { how, seen, due, taken }));
      violations.push(...broken.map((words) => `${words}, after ${taken.join(' ')}`));
    }
  };
  // a schedule adds others: whoever found nothing to do looks once more when all have ended
  while (due.length > 0) await Promise.all(Array.from({ length: how.atOnce }, look));
  return { schedules, states: seen.size, violations };
}

/** Takes the choices, then always the first that there is; every other on the way is left for another schedule. */
async function played(
  deeds: Deeds,
  choices: readonly Choice[],
  {
    due,
    how,
    seen,
    taken,
  }: {
    readonly how: How;
    readonly seen: Set<string>;
    readonly due: (readonly Choice[])[];
    readonly taken: Choice[];
  },
): Promise<boolean> {
  const [first, second] = deeds.world.running;
  while (taken.length < how.depth) {
    if (taken.length >= choices.length) {
      const state = await how.stateOf(deeds);
      if (seen.has(state)) return false;
      seen.add(state);
    }
    const killed = taken.some((one) => typeof one === 'string');
    const [next, ...others] = choicesOf(first, second, !killed);
    if (next === undefined) break;
    if (taken.length >= choices.length) due.push(...others.map((other) => [...taken, other]));
    const choice = choices[taken.length] ?? next;
    await take(choice, first, second);
    taken.push(choice);
  }
  return true;
}

function choicesOf(
  first: Running | undefined,
  second: Running | undefined,
  killing: boolean,
): readonly Choice[] {
  const one = first !== undefined && isAlive(first.job);
  const other = second !== undefined && isAlive(second.job);
  const both: readonly Choice[] = [...(one ? [0 as const] : []), ...(other ? [1 as const] : [])];
  return one && killing ? [...both, 'killed', 'killed in its call'] : both;
}

async function take(choice: Choice, first: Running | undefined, second: Running | undefined): Promise<void> {
  if (choice === 1) {
    if (second !== undefined) await step(second.job);
  } else if (first !== undefined) {
    if (choice === 0) await step(first.job);
    else await kill(first.job, choice === 'killed in its call');
  }
}
