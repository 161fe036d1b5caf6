import type { Finding } from '../core/finding/finding.ts';
import { runsOf } from '../core/history/hours.ts';
import type { Usual } from '../core/history/usual.ts';
import { countryName, networkName } from '../core/place/place-words.ts';

const LABELS: Readonly<Record<string, string>> = {
  country: 'countries',
  network: 'networks',
  client: 'clients',
  role: 'roles',
  caller: 'callers',
  hour: 'hours (UTC)',
  tactic: 'kinds of work',
};

/** What was usual for the actor and the role asked for, as lines. If that was not kept, one line says so. */
export function usualWords({ actor, role, usual }: Finding): readonly string[] {
  if (usual === null) return ['What was usual is not kept for findings below medium.'];
  return [
    ...about(actor.name, usual.actor),
    ...(role === null || usual.role === null ? [] : about(`role ${role.name}`, usual.role)),
  ];
}

function about(name: string, { covered, days, emerging, known }: Usual): readonly string[] {
  if (days === 0) return [`${name} was never seen before.`];
  const since = `${name} was seen on ${days} ${days === 1 ? 'day' : 'days'} before`;
  if (!covered) return [`${since}: too few to call anything usual.`];
  const lines = Object.entries(known).map(
    ([dimension, values]) => `- ${LABELS[dimension] ?? dimension}: ${shown(dimension, values)}`,
  );
  const begun = Object.entries(emerging)
    .filter(([dimension]) => dimension !== 'hour')
    .map(([dimension, values]) => `- recent, ${LABELS[dimension] ?? dimension}: ${shown(dimension, values)}`);
  return [`${since}. Known:`, ...(lines.length === 0 ? ['- nothing settled'] : lines), ...begun];
}

function shown(dimension: string, values: readonly string[]): string {
  if (dimension === 'country') return values.map(countryName).join(', ');
  if (dimension === 'network') return values.map(networkName).join(', ');
  if (dimension !== 'hour') return values.join(', ');
  const part = (prefix: string) =>
    spans(values.filter((value) => value.startsWith(prefix)).map((value) => Number(value.slice(1))));
  const week = part('w');
  const end = part('e');
  return [week && `weekdays ${week}`, end && `weekends ${end}`].filter((text) => text !== '').join('; ');
}

/** Hours as spans, from the beginning of the first to the end of the last: 8, 9, 10 and 14 are `08–11, 14–15`. */
function spans(hours: readonly number[]): string {
  const two = (hour: number) => String(hour).padStart(2, '0');
  return runsOf(hours)
    .map(({ first, last }) => `${two(first)}–${two(last + 1)}`)
    .join(', ');
}
