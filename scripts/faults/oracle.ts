import { read } from '../chaos/heard.ts';
import { judge as judgeChaos } from '../chaos/oracle.ts';
import type { Left } from './case.ts';

/** What was broken, in words; empty if every promise was kept and every fault fired. */
export function judge(left: Left): readonly string[] {
  const { byHand, exits, fired, memory, own, poison } = left;
  const { 'alerts repeated without cause': uncaused, ...chaos } = judgeChaos(left);
  const repeated = repeatsOf(left.alerts).length;
  const standing = new Set(left.standing.map(({ policy }) => policy));
  const unrevoked = left.events.filter(({ kind, policy }) => kind === 'revoke' && !standing.has(policy));
  const broken = Object.entries(chaos).flatMap(([promise, which]) =>
    which.length === 0 ? [] : [`${promise}: ${which.length}, such as ${which[0]}`],
  );
  return [
    ...broken,
    ...(byHand || unrevoked.length === 0
      ? []
      : [`revocations left to a person: ${unrevoked.length}, such as ${lastWords(left, unrevoked[0]?.id)}`]),
    ...(repeated > left.mayRepeat ? [`alerts again: ${repeated}, explained ${left.mayRepeat}`] : []),
    ...(left.mayRepeat === 0 && uncaused.length > 0 ? [`alerts sent again: ${uncaused.length}`] : []),
    ...(poison.kept === poison.wanted ? [] : [`poison kept: ${poison.kept} of ${poison.wanted}`]),
    ...Object.entries(fired).flatMap(([fault, times]) => (times > 0 ? [] : [`never fired: ${fault}`])),
    ...exits.flatMap(({ code, seconds, signal }) =>
      code === 0 && seconds <= DRAIN ? [] : [`exit: ${code ?? signal} after ${seconds.toFixed(1)} s`],
    ),
    ...(memory === undefined || memory.mib <= memory.limit ? [] : [`memory: ${Math.round(memory.mib)} MiB`]),
    ...own,
  ];
}

/** What the last alert of a finding says of its action. */
function lastWords({ alerts }: Left, id: string | undefined): string {
  const last = alerts.filter((text) => read(text).id === id).at(-1);
  const { actions } = JSON.parse(last ?? '{}');
  return Array.isArray(actions) ? JSON.stringify(actions[0]) : `${id}: no alert`;
}

/** SIGTERM to exit; what ECS and Kubernetes give is 30. */
const DRAIN = 27;

/** Alerts that say what an earlier one said, of the same finding: by its id. */
export function repeatsOf(alerts: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return alerts.flatMap((text) => {
    const { id, outcomes } = read(text);
    const same = `${id} ${outcomes}`;
    if (seen.has(same)) return [id];
    seen.add(same);
    return [];
  });
}
