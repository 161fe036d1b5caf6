import { reasonOf } from '../../core/errors.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { MINUTE } from '../../core/time/days.ts';
import { createEmf } from '../emf.ts';

/** The metrics of a long-lived process, for CloudWatch. */
export interface Minutely {
  readonly meter: Meter;
  /** Writes what is left, and nothing after that. */
  close(): void;
}

/** Writes a line to stdout each minute if something changed, and when closed. Does not keep the process alive. */
export function writeMinutely(log: Log): Minutely {
  const { meter, publish } = createEmf('container');
  process.stdout.once('error', (error) =>
    log.error({ reason: reasonOf(error) }, 'metrics cannot be written to stdout: they are lost'),
  );
  const timer = setInterval(publish, MINUTE).unref();
  return {
    meter,
    close() {
      clearInterval(timer);
      publish();
    },
  };
}
