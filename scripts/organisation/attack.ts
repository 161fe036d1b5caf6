import type { RawCloudTrail } from '../records.ts';
import type { Cast } from './cast.ts';

/** `conclusive`: must alert. `subtle`: low and slow, or by a name that is not theirs; must be visible. */
export type Grade = 'conclusive' | 'subtle';

/** One technique: what a thief does on a day, with whatever of the cast it needs. */
export interface Technique {
  readonly id: string;
  readonly group: 'workloads' | 'keys' | 'people' | 'federation' | 'chains' | 'outsiders' | 'sign-in';
  readonly grade: Grade;
  /** The thief's records on the day; records of the victim that must come before may be among them. */
  act(cast: Cast, day: number): readonly RawCloudTrail[];
}

/** One attack as it was made: its records are its evidence, and a finding on any of them finds it. */
export interface Attack extends Omit<Technique, 'act'> {
  readonly day: number;
  readonly records: readonly RawCloudTrail[];
}

/** Days before the first attack can happen: two quiet weeks and a few days. */
export const QUIET_DAYS = 18;

/** Every technique once, each on a day thrown by dice. */
export function attacksOn(cast: Cast, techniques: readonly Technique[]): readonly Attack[] {
  const { stage } = cast.scene;
  return techniques.map(({ act, ...technique }) => {
    const day = QUIET_DAYS + stage.dice(Math.max(1, cast.scene.days - QUIET_DAYS - 1));
    return { ...technique, day, records: act(cast, day) };
  });
}
