import type { Deeds } from './deeds.ts';
import { isAlive, kill, step } from './job.ts';
import type { Running } from './world.ts';

/** Which of two jobs goes on next, or that the first is killed: in its next call, or before it. */
export type Choice = 0 | 1 | 'killed' | 'killed in its call';

/** Starts both jobs anew, in a world of its own, and says what broke when all is over. */
export type Scene = (play: (deeds: Deeds) => Promise<void>) => Promise<readonly string[]>;

/** What was looked at, and what broke where. */
export interface Looked {
  readonly schedules: number;
  readonly violations: readonly string[];
}

/**
 * Every way in which the first `depth` calls of two jobs can follow each other; then the first goes on to its end, and
 * the other. With `killing` also every way in which the first is killed once on the way.
 */
export async function everyWay(
  scene: Scene,
  { atOnce, depth, killing }: { readonly atOnce: number; readonly depth: number; readonly killing: boolean },
): Promise<Looked> {
  const due: (readonly Choice[])[] = [[]];
  const violations: string[] = [];
  let schedules = 0;
  const look = async () => {
    for (let choices = due.pop(); choices !== undefined; choices = due.pop()) {
      schedules++;
      const { broken, open } = await played(scene, choices, { depth, killing });
      violations.push(...broken.map((words) => `${words}, after ${choices.join(' ') || 'nothing'}`));
      due.push(...open);
    }
  };
  // a schedule adds others: whoever finds nothing to do looks once more when another has ended
  while (due.length > 0) await Promise.all(Array.from({ length: atOnce }, look));
  return { schedules, violations };
}

/** Plays the choices, then always the first of those that there are; every other choice on the way is left open. */
async function played(
  scene: Scene,
  choices: readonly Choice[],
  { depth, killing }: { readonly depth: number; readonly killing: boolean },
): Promise<{ readonly broken: readonly string[]; readonly open: readonly (readonly Choice[])[] }> {
  const open: (readonly Choice[])[] = [];
  const broken = await scene(async ({ world }) => {
    const [first, second] = world.running;
    const taken: Choice[] = [];
    while (taken.length < depth) {
      const [next, ...others] = choicesOf(
        first,
        second,
        killing && !taken.some((one) => typeof one === 'string'),
      );
      if (next === undefined) break;
      const chosen = choices[taken.length] ?? next;
      if (taken.length >= choices.length) open.push(...others.map((other) => [...taken, other]));
      await take(chosen, first, second);
      taken.push(chosen);
    }
  });
  return { broken, open };
}

function choicesOf(
  first: Running | undefined,
  second: Running | undefined,
  killing: boolean,
): readonly Choice[] {
  const one = first !== undefined && isAlive(first.job);
  const other = second !== undefined && isAlive(second.job);
  // who is alone has no choice but to go on: only the kill is one
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
