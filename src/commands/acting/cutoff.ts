import { digest } from '../../app.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { SKEW } from '../../core/action/guards.ts';
import { roleWideIntent } from '../../core/action/intent.ts';
import { wrongUsage } from '../../core/errors.ts';
import type { Target } from '../../core/event/target.ts';
import { DAY, type Millis, utc } from '../../core/time/days.ts';
import { regionOf } from '../../environment.ts';
import type { Desk } from './acting.ts';
import type { RevocationFound } from './session.ts';
import { isAgo, timeOf } from './words.ts';

const SECOND = 1_000;

/** Throws ERR_USAGE if `--before` is no time, or more than a day ahead: no clock is that wrong. Asks nobody. */
export function checkBefore(before: string | undefined): void {
  const now = Date.now();
  if (before !== undefined && timeOf('--before', before, now) > now + DAY) throw inFuture(before);
}

/**
 * The revocation of all sessions issued up to now, or up to `before`. AWS dates sessions by its own clock. If the
 * cut-off is by ours, and ours is more than half a minute off, there is none: it would deny sessions that are yet to be
 * issued, or miss the newest. Throws ERR_USAGE if `before` is in the future.
 */
export async function everySession(
  desk: Desk,
  { before, target }: { readonly before: string | undefined; readonly target: Target },
  link: RedisLink | string,
): Promise<RevocationFound> {
  const skew = await skewOf(desk, link);
  const now = Date.now();
  const own = before === undefined || isAgo(before);
  if (own && Math.abs(skew) > SKEW) return wrongClock(skew, now);
  const cutoff = before === undefined ? now + behind(skew) : timeOf('--before', before, now);
  if (before !== undefined && cutoff > now + (own ? 0 : skew) + SKEW) throw inFuture(before);
  return { kind: 'intent', intent: roleWideIntent(target, cutoff, digest) };
}

/** What to add to a slow clock, or the newest sessions would be missed. AWS rounds its time down to seconds. */
function behind(skew: Millis): Millis {
  return skew > SECOND ? skew + SECOND : 0;
}

/** AWS's clock minus ours, or the ledger's minus ours if AWS gives no time. Without either: 0, and a note on stderr. */
async function skewOf({ environment }: Desk, link: RedisLink | string): Promise<Millis> {
  const { awsSkew } = await import('../../actions/aws/clock.ts');
  const skew = await awsSkew(regionOf(environment));
  if (skew !== undefined) return skew;
  if (typeof link !== 'string') return (await link.ledger.now()) - Date.now();
  process.stderr.write('note: neither AWS nor a store gives the time: the clock of this host is used\n');
  return 0;
}

function wrongClock(skew: Millis, now: Millis): RevocationFound {
  const seconds = Math.round(Math.abs(skew) / 1_000);
  return {
    kind: 'impossible',
    reason: `the clock of this host is ${seconds} s ${skew > 0 ? 'behind' : 'ahead'}, the limit is 30 s: the deny would ${
      skew > 0 ? 'miss the newest sessions' : 'hit sessions requested later'
    }`,
    whatToDo: [
      'Run a time service here (chrony, systemd-timesyncd), and try again.',
      `Or name the cut-off; it is now: --before ${utc(now + skew)}`,
    ],
  };
}

function inFuture(before: string): Error {
  return wrongUsage(
    `--before ${before} is in the future`,
    'leave it out: sessions up to now are ended. To keep new ones out, change the trust policy',
  );
}
