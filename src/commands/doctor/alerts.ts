import { randomUUID } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { configHashOf, VERSION } from '../../app.ts';
import { findingOfTest } from '../../core/action/ordered.ts';
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
        : ok('alerts', `${names}; not tried: --test-alert sends each a test`),
      ...hooks.flatMap((fault) => fault ?? []),
    ];
  } catch (thrown) {
    return [fail('alerts', reasonOf(thrown), 'correct the alerts section, or set the variable it names')];
  }
}

/** How long a place may take to accept the test (ms). */
const ACCEPTS = 15_000;
const NEEDS = 'docs/alerts.md says what this kind of place needs; the workers need it as well';

/**
 * Sends an alert that says that it is a test to each place under `alerts`, whatever its level, and tells who took it.
 * Throws as `createSinks` does: `alertChecks` has told why.
 */
export async function testAlertChecks(desk: Desk): Promise<readonly Check[]> {
  const { config, environment, log, signal } = desk;
  const { createSinks } = await import('../../effects/alerts.ts');
  const sinks = createSinks(config.alerts, environment, log);
  const made = { version: VERSION, configHash: configHashOf(config) };
  const finding = findingOfTest({ by: await desk.who(), id: randomUUID(), time: Date.now() }, made);
  const alert = { finding, more: 0, procedure: [], effect: finding.id };
  try {
    return await Promise.all(
      sinks.map(async ({ name, send }) => {
        try {
          await send(alert, AbortSignal.any([signal, AbortSignal.timeout(ACCEPTS)]));
          return ok('test-alert', `${name} has taken it: look whether it arrived`);
        } catch (thrown) {
          signal.throwIfAborted();
          return fail('test-alert', `${name}: ${reasonOf(thrown)}`, NEEDS);
        }
      }),
    );
  } finally {
    for (const sink of sinks) sink.close();
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
