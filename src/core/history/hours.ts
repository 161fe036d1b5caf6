import { DAY, HOUR, type Millis } from '../time/days.ts';
import type { OwnerView } from './view.ts';

/** Hours as habits, weekdays first, then weekends. */
const NAMES: readonly string[] = ['w', 'e'].flatMap((kind) =>
  Array.from({ length: 24 }, (_, hour) => `${kind}${String(hour).padStart(2, '0')}`),
);

/** The UTC hour of an instant, 0–23. */
export function hourOf(time: Millis): number {
  return Math.floor((((time % DAY) + DAY) % DAY) / HOUR);
}

/** The hour as a habit: `w08` on weekdays, `e08` at weekends, UTC. */
export function hourValue(time: Millis): string {
  const weekend = new Date(time).getUTCDay() % 6 === 0;
  return NAMES[hourOf(time) + (weekend ? 24 : 0)] ?? '';
}

/** Runs of hours that follow one another, in order: of 9, 8 and 14, they are 8 to 9 and 14 to 14. */
export function runsOf(
  hours: readonly number[],
): readonly { readonly first: number; readonly last: number }[] {
  const sorted = [...new Set(hours)].sort((a, b) => a - b);
  const ends = sorted.filter((hour) => !sorted.includes(hour + 1));
  return sorted
    .filter((hour) => !sorted.includes(hour - 1))
    .map((first, at) => ({ first, last: ends[at] ?? first }));
}

/** Hours from an hour of the day to the nearest that was seen on any day, 0–12; undefined if none was. */
export function hoursAway(view: OwnerView, hour: number): number | undefined {
  const saw = (at: number) => {
    const of = (at + 24) % 24;
    return view.saw('hour', NAMES[of] ?? '') || view.saw('hour', NAMES[of + 24] ?? '');
  };
  for (let away = 0; away <= 12; away++) if (saw(hour - away) || saw(hour + away)) return away;
  return undefined;
}
