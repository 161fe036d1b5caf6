import { reasonOf } from '../../core/errors.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** Whether the configuration names a place for alerts, and its secrets are there. Nothing is sent. */
export async function alertChecks({ config, environment, log }: Desk): Promise<readonly Check[]> {
  const only = config.alerts.every(({ type }) => type === 'log');
  try {
    const { createSinks } = await import('../../effects/alerts.ts');
    const sinks = createSinks(config.alerts, environment, log);
    for (const sink of sinks) sink.close();
    const names = sinks.map(({ level, name }) => `${name} (from ${level})`).join(', ');
    return only
      ? [warn('alerts', names || 'none', 'nobody is paged by a log: name a place under alerts')]
      : [ok('alerts', `${names}; not tried: nothing is sent`)];
  } catch (thrown) {
    return [fail('alerts', reasonOf(thrown), 'correct the alerts section, or set the variable it names')];
  }
}
