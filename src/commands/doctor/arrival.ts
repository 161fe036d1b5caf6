import type { DrillSession } from '../../actions/ending/drill.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { SLACK } from '../../core/action/intent.ts';
import type { Target } from '../../core/event/target.ts';
import { sessionOwner } from '../../core/learning/mark-owner.ts';
import { NOTHING_ASKED } from '../../core/ports/ports.ts';
import { cutOf } from '../../core/time/days.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail, ok, warn } from './checks.ts';

/** The drill session whose events are waited for; `wait`: for how many milliseconds. */
export interface Arrival {
  readonly drill: Target;
  readonly session: DrillSession;
  readonly wait: number;
}

/** Milliseconds from one look into the store to the next. */
const EVERY = 2_000;
const PROVISION =
  'rolewarden doctor --regions R, then rolewarden provision eventbridge; and whether workers run';

/**
 * Whether the workers judged what the drill did: the AssumeRole that issued the session, and one GetCallerIdentity,
 * which EventBridge passes on only by a rule in the state for read-only events. The workers leave traces of both in the
 * store.
 */
export async function arrivalChecks(desk: Desk, arrival: Arrival): Promise<readonly Check[]> {
  const { session, wait } = arrival;
  const { waiting } = (await desk.executors()).bench;
  const link = await desk.storeIfThere();
  if (typeof link === 'string') {
    return [
      warn(
        'live-events',
        `cannot tell whether events arrive: ${link}`,
        'name the workers’ store under store.url',
      ),
    ];
  }
  const asked = waiting.now();
  await session.identify();
  process.stderr.write(`doctor: waits up to ${wait / 60_000} min for the events of ${session.name}\n`);
  for (;;) {
    const found = await lookFor(link, session.accessKeyId, waiting.now());
    const ms = waiting.now() - asked;
    if ((found.issued !== undefined && found.used) || ms >= wait) return judged(arrival, found, ms);
    await waiting.sleep(EVERY);
  }
}

async function lookFor({ store }: RedisLink, key: string, now: number) {
  const owner = sessionOwner(key);
  const { marks, sessions } = await store.recall({
    ...NOTHING_ASKED,
    cut: cutOf(now),
    markOwners: [owner],
    sessions: [key],
  });
  return { issued: sessions.get(key), used: (marks.get(owner)?.get('use') ?? []).length > 0 };
}

function judged(
  { drill, session }: Arrival,
  { issued, used }: Awaited<ReturnType<typeof lookFor>>,
  ms: number,
): readonly Check[] {
  const within = `${Math.round(ms / 1_000)} s`;
  if (issued === undefined) {
    return [fail('live-events', `AssumeRole of ${session.name} was not judged within ${within}`, PROVISION)];
  }
  const apart = Math.abs(issued.time - session.issuedAt);
  const same = issued.assumedRoleId === `${drill.uniqueId}:${session.name}` && apart <= SLACK;
  return [
    ok('live-events', `AssumeRole of ${session.name} was judged within ${within}`),
    used
      ? ok('live-read-only', `its GetCallerIdentity, a read-only event, was judged within ${within}`)
      : fail(
          'live-read-only',
          `its GetCallerIdentity, a read-only event, was not judged within ${within}`,
          PROVISION,
          'if this host calls STS through a VPC endpoint, its calls have no address to look for: run it elsewhere',
        ),
    same
      ? ok('live-identity', `the event states the session that AWS denies, ${apart / 1_000} s from its issue`)
      : fail(
          'live-identity',
          `the event states ${issued.assumedRoleId}, ${apart / 1_000} s from its issue: its deny would miss the session`,
          'do not arm revocation here, and please report this',
        ),
    issued.trusted
      ? ok('live-trusted', 'it came through a trusted source: its events may trigger revocations')
      : warn(
          'live-trusted',
          'it came through a source that is not trusted',
          'to act: name it under revocation.trusted',
        ),
  ];
}
