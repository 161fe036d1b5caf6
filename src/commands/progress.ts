import type { ReadOptions } from '../run/replay/recordings.ts';

const EVERY_MS = 100;

/** One line on stderr that rewrites itself, at most ten times a second; silent unless `on`. */
export function createProgress(on: boolean): {
  readonly show: NonNullable<ReadOptions['progress']>;
  /** Removes the line: before anything else is written to the terminal. */
  clear(): void;
} {
  let shown = 0;
  let stands = false;
  return {
    show(phase, done, total) {
      const now = performance.now();
      if (!on || now - shown < EVERY_MS) return;
      shown = now;
      stands = true;
      const count = done.toLocaleString('en-US');
      const of = total === undefined ? 'records' : `of ${total.toLocaleString('en-US')} events`;
      process.stderr.write(`\r\u001b[K${phase} ${count} ${of}`);
    },
    clear() {
      if (stands) process.stderr.write('\r\u001b[K');
      stands = false;
    },
  };
}
