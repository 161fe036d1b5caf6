import type { Target } from '../event/target.ts';
import { HOUR, type Millis } from '../time/days.ts';
import { type Deny, denyOf } from './deny-policy.ts';
import type { Intent } from './intent.ts';

/** No deny of ours reaches further into the future: events and cut-offs are at most half a minute ahead; the rest is for clocks. */
const AHEAD = 5 * 60_000;
const MARGIN = HOUR / 4;
const LONGEST: Readonly<Record<Target['kind'], Millis>> = { role: 12 * HOUR, user: 36 * HOUR };

/**
 * Whose sessions a deny is for, as a target is. `maxSessionSeconds`: the role's MaxSessionDuration, where it is known.
 */
export interface Holder {
  readonly kind: Target['kind'];
  readonly maxSessionSeconds?: number | undefined;
}

/**
 * When the last session that a deny is for has ended: its latest issue, the longest session there is (12 hours for
 * roles, 36 for users, never less than the role's own maximum), and a quarter of an hour.
 */
export function denyExpires(deny: Deny, { kind, maxSessionSeconds = 0 }: Holder): Millis {
  return deny.until + Math.max(LONGEST[kind], maxSessionSeconds * 1_000) + MARGIN;
}

/** When nothing is left to deny: when the one session has ended, where its end is known, and else the last that there may be. */
export function overAt(intent: Intent): Millis {
  const { expiresAt, scope, target } = intent;
  return scope === 'role' || expiresAt === undefined
    ? denyExpires(denyOf(intent), target)
    : expiresAt + MARGIN;
}

/** Whether Rolewarden may have written it: a deny of sessions that nobody can have yet is somebody else's. */
export function mayBeOurs({ until }: Deny, now: Millis): boolean {
  return until <= now + AHEAD;
}
