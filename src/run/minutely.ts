import type { Meter } from '../core/meter.ts';
import { createEmf } from './emf.ts';

/** What a process that stays measures for CloudWatch. */
export interface Minutely {
  readonly meter: Meter;
  /** Writes what is left, and no more after it. */
  close(): void;
}

const MINUTE = 60_000;

/** A line on stdout each minute in which something changed, and one at the end. Does not keep the process alive. */
export function writeMinutely(): Minutely {
  const { meter, publish } = createEmf('container');
  const timer = setInterval(publish, MINUTE).unref();
  return {
    meter,
    close() {
      clearInterval(timer);
      publish();
    },
  };
}
