import { byText } from '../core/text/ascii.ts';
import { localTime } from '../core/time/zone.ts';
import type { Observation, SeenPerson } from './observation.ts';
import { count, escaped, type ProposedValue, type Section, sorted } from './section.ts';

/** When somebody works: the time zone, hours from `from` to before `to`, and days, 1 being Monday. */
interface Working {
  readonly zone: string;
  readonly from: number;
  readonly to: number;
  readonly days: readonly number[];
  /** The share of their calls within those hours, in percent. */
  readonly inside: number;
}

/** Fewer days, or calls, do not show when somebody works. */
const LEAST_DAYS = 10;
const LEAST_CALLS = 20;
/** The most hours of a span that is still a working day. */
const LONGEST = 14;
/** The share of all calls, in percent, that the hours must hold. */
const INSIDE = 95;

/**
 * Proposes working hours for a person. The zone: of those in the country from which most calls came, the one in which
 * most calls lie in the daytime. The hours: the shortest span there with 95 % of the calls, and an hour more at both
 * ends. Undefined if too little was seen, or the span is longer than a working day.
 */
function workingOf({ countries, days, times }: SeenPerson): Working | undefined {
  if (days.size < LEAST_DAYS || times.length < LEAST_CALLS) return undefined;
  const country = [...countries].sort(([a, x], [b, y]) => y - x || byText(a, b))[0]?.[0];
  const zone = bestZone(country, times);
  if (zone === undefined) return undefined;
  const local = times.map((time) => localTime(time, zone));
  const hours = Array.from({ length: 24 }, (_, hour) => local.filter((one) => one.hour === hour).length);
  const span = shortestSpan(hours, (times.length * INSIDE) / 100);
  if (span === undefined || span.length + 2 > LONGEST) return undefined;
  const weekdays = [1, 2, 3, 4, 5, 6, 7].filter(
    (day) => local.filter(({ weekday }) => weekday === day).length >= times.length / 20,
  );
  const inside = Math.floor((span.calls / times.length) * 100);
  return {
    zone,
    from: (span.start + 23) % 24,
    to: (span.start + span.length + 1) % 24,
    days: weekdays,
    inside,
  };
}

/** The time zones of a country by the runtime's data (CLDR): an accessor in older runtimes, a method in newer ones. */
function zonesOf(country: string): readonly string[] {
  const locale = new Intl.Locale(`und-${country}`);
  const method: unknown = Reflect.get(locale, 'getTimeZones');
  const zones: unknown =
    typeof method === 'function' ? Reflect.apply(method, locale, []) : Reflect.get(locale, 'timeZones');
  return Array.isArray(zones) ? zones.map(String) : [];
}

function bestZone(country: string | undefined, times: readonly number[]): string | undefined {
  if (country === undefined) return undefined;
  const byDay = (zone: string) =>
    times.filter((time) => Math.abs(localTime(time, zone).hour - 12.5) <= 5.5).length;
  const rated = zonesOf(country).map((zone) => ({ zone, suits: byDay(zone) }));
  return rated.sort((a, b) => b.suits - a.suits || byText(a.zone, b.zone))[0]?.zone;
}

/** The shortest run of hours, also over midnight, with at least so many calls; of equal ones, that with the most. */
function shortestSpan(hours: readonly number[], least: number) {
  for (let length = 1; length <= 24; length++) {
    const spans = hours.map((_, start) => ({
      start,
      length,
      calls: Array.from({ length }, (_, n) => hours[(start + n) % 24] ?? 0).reduce(
        (sum, one) => sum + one,
        0,
      ),
    }));
    const best = spans.sort((a, b) => b.calls - a.calls || a.start - b.start)[0];
    if (best !== undefined && best.calls >= least) return best;
  }
  return undefined;
}

/** Proposes working hours and time zones of people. */
export function schedules({ people }: Observation): readonly Section[] {
  const entries = sorted(people).flatMap(([key, one]): readonly ProposedValue[] => {
    const working = workingOf(one);
    if (working === undefined) return [];
    const { days, from, inside, to, zone } = working;
    const two = (hour: number) => String(hour).padStart(2, '0');
    const value = {
      name: key.slice(0, 80),
      match: escaped(key),
      zone,
      hours: `${two(from)}-${two(to)}`,
      days,
    };
    return [{ value, why: `${inside} % of ${count(one.events, 'event')} on ${count(one.days.size, 'day')}` }];
  });
  const about =
    'Working hours and time zones by person, for people with ten days and a clear habit. Holidays are not in recordings: add them.';
  return [{ path: ['schedules'], about, entries }];
}
