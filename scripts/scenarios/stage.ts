import type { RawCloudTrail } from '../records.ts';

/** The first quiet day is a Monday; the story is told on day 30 and later. */
const FIRST_DAY = Date.UTC(2026, 2, 2);
const DAY = 86_400_000;

/** Where a story is told: a calendar, dice with a fixed seed, and the records so far. */
export interface Stage {
  /** Day n of the story at a UTC time of day (`14:05` or `14:05:30`), as CloudTrail writes it. */
  at(day: number, time: string): string;
  /** 1 = Monday … 7 = Sunday. */
  weekday(day: number): number;
  /** A whole number from 0 to below n; the same in every run. */
  dice(n: number): number;
  add(...records: readonly RawCloudTrail[]): void;
  records(): readonly RawCloudTrail[];
}

export function createStage(seed: number): Stage {
  const records: RawCloudTrail[] = [];
  let state = seed;
  const at = (day: number, time: string) => {
    const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number);
    const instant = FIRST_DAY + day * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1_000;
    return new Date(instant).toISOString().replace('.000Z', 'Z');
  };
  return {
    at,
    weekday: (day) => (day % 7) + 1,
    dice(n) {
      // mulberry32: small, and the same on every machine
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * n);
    },
    add: (...more) => void records.push(...more),
    records: () => [...records].sort((a, b) => (String(a['eventTime']) < String(b['eventTime']) ? -1 : 1)),
  };
}

/** `7` o'clock and some minutes, thrown by dice. */
export function around(stage: Stage, hour: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(hour)}:${two(stage.dice(60))}:${two(stage.dice(60))}`;
}

/** Thirty quiet days of the cast. */
export function quietDays(
  stage: Stage,
  routines: readonly ((stage: Stage, day: number) => void)[],
  days = 30,
): void {
  for (let day = 0; day < days; day++) for (const routine of routines) routine(stage, day);
}
