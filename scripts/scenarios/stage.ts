import { DAY, utc } from '../../src/core/time/days.ts';
import { randomOf } from '../random.ts';
import type { RawCloudTrail } from '../records.ts';

/** Day 0 is the first quiet day, a Monday. What a story is about happens on day 30 and later. */
const FIRST_DAY = Date.UTC(2026, 2, 2);

/** What a story is told with: a calendar, dice with a fixed seed, and the records so far. */
export interface Stage {
  /** A day of the story at a UTC time of day (`14:05` or `14:05:30`), as CloudTrail writes times. */
  at(day: number, time: string): string;
  /** 1 = Monday … 7 = Sunday. */
  weekday(day: number): number;
  /** A whole number from 0 to n - 1; the same in every run. */
  dice(n: number): number;
  add(...records: readonly RawCloudTrail[]): void;
  records(): readonly RawCloudTrail[];
}

/** A stage without records. */
export function createStage(seed: number): Stage {
  const records: RawCloudTrail[] = [];
  const random = randomOf(seed);
  const at = (day: number, time: string) => {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
    return utc(FIRST_DAY + day * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1_000);
  };
  return {
    at,
    weekday: (day) => (day % 7) + 1,
    dice: (n) => Math.floor(random() * n),
    add: (...more) => void records.push(...more),
    records: () => [...records].sort((a, b) => (String(a['eventTime']) < String(b['eventTime']) ? -1 : 1)),
  };
}

/** A time of day within an hour, with minutes and seconds from the dice: `07:23:41`. */
export function around(stage: Stage, hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(hour)}:${two(stage.dice(60))}:${two(stage.dice(60))}`;
}

/** Days, by default thirty, on which only the routines happen. */
export function quietDays(
  stage: Stage,
  routines: readonly ((stage: Stage, day: number) => void)[],
  days = 30,
): void {
  for (let day = 0; day < days; day++) for (const routine of routines) routine(stage, day);
}
