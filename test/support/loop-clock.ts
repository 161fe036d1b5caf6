/** How often the clock moves, and the most that it moves at once. */
const TICK = 10;

/**
 * Milliseconds that this process went on: a machine that lets it stand moves the clock by no more than a tick. For
 * limits that a busy machine must not break; what hangs goes past any limit all the same.
 */
export function loopClock(): { readonly now: () => number; readonly stop: () => void } {
  let time = 0;
  const timer = setInterval(() => {
    time += TICK;
  }, TICK).unref();
  return { now: () => time, stop: () => clearInterval(timer) };
}
