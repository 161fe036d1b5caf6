import { lookup } from 'node:dns/promises';
import { reasonOf } from '../../core/errors.ts';
import { atMost } from '../../core/time/waiting.ts';
import type { Hook } from '../../effects/alerts.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** Whether the configuration names a place for alerts, its secrets are there, and its hosts may be called. Nothing is sent. */
export async function alertChecks({ config, environment, log }: Desk): Promise<readonly Check[]> {
  const only = config.alerts.every(({ type }) => type === 'log');
  try {
    const { createSinks, hooksOf } = await import('../../effects/alerts.ts');
    const sinks = createSinks(config.alerts, environment, log);
    for (const sink of sinks) sink.close();
    const names = sinks.map(({ level, name }) => `${name} (from ${level})`).join(', ');
    const hooks = await Promise.all(hooksOf(config.alerts, environment).map(hookFault));
    return [
      only
        ? warn('alerts', names || 'none', 'nobody is paged by a log: name a place under alerts')
        : ok('alerts', `${names}; not tried: nothing is sent`),
      ...hooks.flatMap((fault) => fault ?? []),
    ];
  } catch (thrown) {
    return [fail('alerts', reasonOf(thrown), 'correct the alerts section, or set the variable it names')];
  }
}

/** How long a name may take to be resolved (ms). */
const PATIENCE = 3_000;

/** Why a hook would never be called: its deliveries would be tried again, and end in the dead-letter queue. */
async function hookFault({ host, hosts, name }: Hook): Promise<Check | undefined> {
  const { refusalOf } = await import('../../actions/sinks/address.ts');
  if (!hosts.includes(host)) {
    return fail('alert-host', `${name}: ${host} is not among its hosts`, 'add it there if it is yours');
  }
  const literal = host.replace(/^\[|\]$/g, '');
  const found = await atMost(PATIENCE, lookup(literal, { all: true }).catch(reasonOf));
  if (found === undefined || typeof found === 'string') {
    const why = found ?? 'no answer from the resolver';
    return warn(
      'alert-host',
      `${name}: ${host} cannot be resolved here: ${why}`,
      'check the name, and ask where the workers run',
    );
  }
  const address = found.find((one) => refusalOf(one.address) !== undefined)?.address;
  if (address === undefined) return undefined;
  const words = `${name}: ${host} is ${address}, which is ${refusalOf(address)}: only public addresses are called`;
  return fail('alert-host', words, 'name a public address, or take alerts from SNS or EventBridge to it');
}
