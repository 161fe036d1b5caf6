import { HOUR, type Millis } from '../time/days.ts';
import { type ActionRecord, writtenAt } from './ledger.ts';

/** When a revocation is read back: IAM spreads a change within seconds, and a thief may undo it in that time. */
export const VERIFY_AFTER: readonly [Millis, Millis] = [5_000, 60_000];
/** Sessions issued with a denied one are looked for so long: their events may come late. */
export const FOLLOWED = 15 * 60_000;
/** `ready` for longer than this, an order is abandoned: the process that was carrying it out has died. */
export const STRANDED = 60_000;
/** A session whose expiry nobody knows ends after this at the latest. */
const LONGEST = 12 * HOUR;
/** The next look at what could not be done, or has to be done repeatedly. */
const SOON = 5_000;

/** When what waits for a person is over. */
export function endOf({ intent, since }: Pick<ActionRecord, 'intent' | 'since'>): Millis {
  return intent.expiresAt ?? since + LONGEST;
}

/**
 * When an action needs to be looked at next: never before, and after that again and again until its record says
 * something else. `looked`: it was read back once. Undefined: nothing is to be done for it any more.
 */
export function nextLook(action: ActionRecord, now: Millis, looked = false): Millis | undefined {
  const { changed, state } = action;
  const [first, last] = VERIFY_AFTER;
  const from = (time: Millis) => (time > now ? time : now + SOON);
  switch (state) {
    case 'pending':
      return from(endOf(action) + 1);
    case 'ready':
      return changed + STRANDED >= now ? changed + STRANDED + 1 : now + STRANDED;
    case 'applied':
      return from(changed + (looked ? last : first));
    case 'verified':
      return now < writtenAt(action) + FOLLOWED ? now + SOON : undefined;
    default:
      return undefined;
  }
}
