import type { Alert, Sink } from '../../core/action/alert.ts';
import type { Log } from '../../core/ports/ports.ts';

/** The default sink: one structured line for an alert, at `warn`. `render` gives the line's fields, encoded. */
export function createLogSink(options: {
  readonly name: string;
  readonly log: Log;
  readonly render: (alert: Alert) => object;
}): Sink {
  const { name, log, render } = options;
  return {
    name,
    async send(alert) {
      log.warn({ alert: render(alert) }, 'alert');
    },
    close() {},
  };
}
