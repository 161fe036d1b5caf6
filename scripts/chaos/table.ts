import { alarmsOf, repeatsOf, type Why } from './heard.ts';
import { type Broken, type Evidence, putsOf } from './oracle.ts';
import type { Options } from './plan.ts';

/** What happened in a run, as figures: the faults really came, and this much was done under them. */
export function countsOf(evidence: Evidence): Readonly<Record<string, number>> {
  const { alerts, dealt, events, seen, standing } = evidence;
  const alarms = alarmsOf(alerts, events, dealt);
  const of = (...kinds: readonly string[]) => events.filter(({ kind }) => kinds.includes(kind)).length;
  const faults = (fault: string) => seen.filter((call) => call.fault === fault).length;
  const stands = new Set(standing.map(({ policy }) => policy));
  const handed = alarms.filter(
    ({ handedOver, told }) => told.kind === 'revoke' && handedOver && !stands.has(told.policy),
  );
  const repeats = repeatsOf(seen, dealt);
  const again = (cause: Why) => repeats.filter(({ why }) => why === cause).length;
  return {
    events: events.length,
    'to be revoked': of('revoke'),
    'critical on protected roles': of('protected-tag', 'protected-config'),
    'critical without opt-in': of('not-opted-in'),
    'denied calls on decoys': of('denied'),
    'kill -9 of a worker': dealt.filter(({ kind }) => kind === 'kill').length,
    'total losses of Redis': dealt.filter(({ kind }) => kind === 'loss').length,
    'calls to IAM, STS and SNS': seen.length,
    'calls throttled': faults('throttle'),
    'calls answered 5xx': faults('500') + faults('503'),
    'calls done, answer lost': faults('then-reset'),
    'calls hung': faults('hang'),
    'PutRolePolicy calls': putsOf(seen).length,
    'policies standing': standing.length,
    'handed to a person instead': handed.length,
    'alerts heard': alerts.length,
    'of them again, same finding': repeats.length,
    '  for an answer that was lost': again('answer lost'),
    '  after a kill': again('kill'),
    '  after a loss of Redis': again('loss'),
    '  Redis did not answer in time': again('away'),
  };
}

/** The report for people: what happened, which promises were kept, and how to see it again. */
export function tableOf(
  options: Options,
  counts: Readonly<Record<string, number>>,
  broken: Broken,
  seconds: number,
): string {
  const row = (name: string, value: string | number) => `${name.padEnd(34)} ${String(value).padStart(7)}`;
  const promises = Object.entries(broken);
  const examples = promises.flatMap(([name, which]) => which.slice(0, 5).map((one) => `  ${name}: ${one}`));
  const { events, kills, losses, seed } = options;
  return [
    `Chaos with seed ${seed}, ${Math.round(seconds)} s`,
    '',
    ...Object.entries(counts).map(([name, count]) => row(name, count)),
    '',
    ...promises.map(([name, which]) => row(name, which.length)),
    ...(examples.length === 0 ? [] : ['', 'Broken:', ...examples]),
    '',
    `Again: npm run chaos -- --seed ${seed} --events ${events} --kills ${kills} --losses ${losses}`,
  ].join('\n');
}
