import type { Alert, Sink } from '../../core/action/alert.ts';
import type { Poster } from './safe-http.ts';

/** Posts alerts to a Slack incoming webhook. `render` gives the whole body. */
export function createSlackSink(options: {
  readonly name: string;
  readonly url: URL;
  readonly poster: Poster;
  readonly version: string;
  readonly render: (alert: Alert) => string;
}): Sink {
  const { name, url, poster, version, render } = options;
  return {
    name,
    async send(alert, signal) {
      const headers = { 'user-agent': `rolewarden/${version}` };
      await poster.post({ url, headers, body: render(alert) }, signal);
    },
    close() {},
  };
}
