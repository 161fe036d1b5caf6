import { type Cast, createCast } from '../../scripts/organisation/cast.ts';
import { routinesOf } from '../../scripts/organisation/quarter.ts';
import type { RawCloudTrail } from '../../scripts/records.ts';
import type { Dice } from './dice.ts';

/** A record and when it was delivered: files are in the order of delivery, which is nearly that of the events. */
export interface Delivered {
  readonly record: RawCloudTrail;
  readonly at: number;
}

/** STS records a day for every machine of each kind with its five people, and those that every organisation has. */
const PER_MACHINE = 34;
const FIXED = 48;

/** An organisation that makes about so many STS calls a day: more calls are more actors, each as busy as ever. */
export function castFor(seed: number, perDay: number, days: number): Cast {
  const machines = Math.max(1, Math.round((perDay - FIXED) / PER_MACHINE));
  return createCast(seed, { days, people: machines * 5, machines });
}

/** The organisation's STS records, day after day without end, in the order in which they are delivered. */
export function* stsOf(cast: Cast, dice: Dice): Generator<Delivered> {
  let today: RawCloudTrail[] = [];
  const stage = {
    ...cast.scene.stage,
    add: (...records: readonly RawCloudTrail[]) => void today.push(...records),
  };
  const routines = routinesOf({ ...cast, scene: { ...cast.scene, stage } });
  for (let day = 0; ; day++) {
    today = [];
    for (const routine of routines) routine(day);
    yield* today
      .filter(({ eventSource }) => eventSource === 'sts.amazonaws.com')
      .map((record) => ({ record, at: Date.parse(String(record['eventTime'])) + delay(dice) }))
      .sort((a, b) => a.at - b.at);
  }
}

/** Milliseconds until a record is delivered after its event: mostly a minute or two, now and then ten. */
export function delay(dice: Dice): number {
  return dice.below(dice.below(40) === 0 ? 600_000 : 120_000);
}
