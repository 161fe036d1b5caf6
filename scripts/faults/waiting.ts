import { setTimeout as wait } from 'node:timers/promises';

const LOOK = 100;
/** For what must happen, on a machine that has other things to do. */
const LONG = 180;

/** Polls until something is so; throws, saying what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds = LONG,
): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await wait(LOOK);
  }
}

/**
 * Polls until nothing is left, seen so three times in a row: the two counts of a queue are not taken at one moment.
 * Throws when nothing was done for so long: how long all of it takes is a matter of the machine.
 */
export async function untilNothingLeft(left: () => Promise<number>, seconds: number): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let moved = performance.now();
  for (let inRow = 0; inRow < 3; await wait(LOOK)) {
    const now = await left();
    inRow = now === 0 ? inRow + 1 : 0;
    if (now < least) {
      least = now;
      moved = performance.now();
    }
    if (inRow === 0 && performance.now() - moved > seconds * 1_000) {
      throw new Error(`${now} left, and nothing was done in ${seconds} s`);
    }
  }
}
