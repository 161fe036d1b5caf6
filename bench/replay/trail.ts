import type { RawCloudTrail } from '../../scripts/records.ts';
import { createCrowd } from './crowd.ts';
import { createDice } from './dice.ts';
import { createOrdinary } from './ordinary.ts';
import { castFor, type Delivered, delay, stsOf } from './sts.ts';

/** What a trail is made from. The same parameters give the same records. */
export interface TrailSize {
  readonly bytes: number;
  /** Share of the records that are STS's, above 0 and at most 1. */
  readonly sts: number;
  readonly seed: number;
  /** About how many days it spans. */
  readonly days: number;
}

/** Of STS; of another service but with the name of STS in it; of another service. */
export type RecordKind = 'sts' | 'decoy' | 'ordinary';

/** A record, and what it is to the reader. */
export interface TrailRecord extends Delivered {
  readonly kind: RecordKind;
}

/** Share of the records that carry the name of STS where it means nothing. */
const DECOYS = 0.004;
/** Bytes of an STS record and of another one, measured. */
const STS_BYTES = 1_400;
const OTHER_BYTES = 1_690;

/** An endless trail. Ordinary records lie between the STS records, as many as the share says, to within one. */
export function* trailOf({ bytes, days, seed, sts }: TrailSize): Generator<TrailRecord> {
  const total = bytes / (sts * STS_BYTES + (1 - sts) * OTHER_BYTES);
  const cast = castFor(seed, (total * sts) / days, days);
  const dice = createDice(seed + 1);
  const ordinary = createOrdinary(dice, createCrowd(cast, dice));
  const between = (1 - sts) / sts;
  let owed = 0;
  let decoys = 0;
  let last: number | undefined;
  for (const one of stsOf(cast, dice)) {
    last ??= one.at - 60_000;
    owed += between;
    decoys += DECOYS * (between + 1);
    const now = Math.floor(owed);
    for (let n = 0; n < now; n++) {
      const at = Math.floor(last + ((one.at - last) * (n + 1)) / (now + 1));
      const decoy = decoys >= 1;
      if (decoy) decoys--;
      const record: RawCloudTrail = ordinary(at - delay(dice), decoy);
      yield { record, at, kind: decoy ? 'decoy' : 'ordinary' };
    }
    owed -= now;
    last = one.at;
    yield { ...one, kind: 'sts' };
  }
}
