import { setTimeout as wait } from 'node:timers/promises';

const LOOK = 100;

/** Polls until something is so; throws, saying what was waited for. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  seconds: number,
): Promise<void> {
  const end = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not within ${seconds} s: ${what}`);
    await wait(LOOK);
  }
}
