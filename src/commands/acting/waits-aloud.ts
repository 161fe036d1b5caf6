import { safe } from './words.ts';

/** Pauses that take less together are not noticed, and not said (ms). */
const NOTICED = 500;
/** How long nothing more is said after a line (ms). */
const QUIET = 15_000;

/**
 * Says on the terminal that a command waits, and for what: a person who sees nothing for a minute stops it, or starts it
 * a second time. To be told of every pause before it begins; pauses without a reason are not told on.
 */
export function waitsAloud(
  write: (text: string) => void,
  now: () => number = Date.now,
): (ms: number, why: string | undefined) => void {
  let waited = 0;
  let next = Number.NEGATIVE_INFINITY;
  return (ms, why) => {
    if (why === undefined) return;
    waited += ms;
    if (waited < NOTICED || now() < next) return;
    next = now() + QUIET;
    write(`waiting: ${safe(why)}; trying again (Ctrl-C ends it)\n`);
  };
}
