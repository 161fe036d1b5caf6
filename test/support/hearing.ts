import type { LevelledSink } from '../../src/actions/ending/alerting.ts';
import type { Alert } from '../../src/core/action/alert.ts';

/** A sink that takes everything from a level on, and what it has heard. */
export function hearing(level: LevelledSink['level']): {
  readonly sink: LevelledSink;
  readonly heard: readonly Alert[];
} {
  const heard: Alert[] = [];
  const send = async (alert: Alert) => {
    heard.push(alert);
  };
  return { heard, sink: { name: 'test', level, send, close: () => undefined } };
}
