import { digest } from '../app.ts';
import type { RedisLink } from '../baseline/redis-store.ts';
import type { Millis } from '../core/event.ts';
import { roleWideIntent } from '../core/intent.ts';
import type { Target } from '../core/target.ts';
import { type Desk, usage } from './acting.ts';
import type { Found } from './acting-session.ts';
import { isAgo, timeOf } from './acting-words.ts';

/** A cut-off in the future would deny sessions that nobody has asked for yet. */
const SKEW = 30_000;
/** What no clock explains is refused before anybody is asked. */
const DAY = 86_400_000;

/** Throws ERR_USAGE for a `--before` that is no time, or far in the future. */
export function checkBefore(before: string | undefined): void {
  const now = Date.now();
  if (before !== undefined && timeOf('--before', before, now) > now + DAY) throw inFuture(before);
}

/**
 * The end of all sessions up to now, or up to `before`. AWS says when a session was issued: where our own clock counts,
 * and is more than half a minute off, nothing is written, for sessions to come would be denied, or late ones spared.
 */
export async function everySession(
  desk: Desk,
  { before, target }: { readonly before: string | undefined; readonly target: Target },
  link: RedisLink | string,
): Promise<Found> {
  const skew = await skewOf(desk, link);
  const now = Date.now();
  const own = before === undefined || isAgo(before);
  if (own && Math.abs(skew) > SKEW) return wrongClock(skew, now);
  const cutoff = before === undefined ? now : timeOf('--before', before, now);
  if (before !== undefined && cutoff > now + (own ? 0 : skew) + SKEW) throw inFuture(before);
  return { kind: 'intent', intent: roleWideIntent(target, cutoff, digest) };
}

/** AWS's clock minus ours; by the ledger's where AWS does not say. 0, and a note, where nobody does. */
async function skewOf({ environment }: Desk, link: RedisLink | string): Promise<Millis> {
  const { awsSkew } = await import('../actions/aws-clock.ts');
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const skew = await awsSkew(region);
  if (skew !== undefined) return skew;
  if (typeof link !== 'string') return (await link.ledger.now()) - Date.now();
  process.stderr.write('note: neither AWS nor a store says the time: the clock of this host is trusted\n');
  return 0;
}

function wrongClock(skew: Millis, now: Millis): Found {
  const seconds = Math.round(Math.abs(skew) / 1_000);
  const right = new Date(now + skew).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    kind: 'impossible',
    reason: `the clock of this host is ${seconds} s ${skew > 0 ? 'behind' : 'ahead'}, at most 30 s may be: the deny would ${
      skew > 0 ? 'spare the newest sessions' : 'meet sessions that are asked for later'
    }`,
    whatToDo: [
      'Run a time service here (chrony, systemd-timesyncd), and try again.',
      `Or name the cut-off; it is now: --before ${right}`,
    ],
  };
}

function inFuture(before: string): Error {
  return usage(
    `--before ${before} is in the future`,
    'leave it out: sessions up to now are ended. To keep new ones out, change the trust policy',
  );
}
