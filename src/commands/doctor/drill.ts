import { randomBytes } from 'node:crypto';
import { type DrillSession, inWords, openDrill } from '../../actions/ending/drill.ts';
import { reach, tried } from '../../actions/iam/bench.ts';
import type { Target } from '../../core/event/target.ts';
import type { Executors } from '../../effects/executors.ts';
import { regionOf } from '../../environment.ts';
import type { Desk } from '../acting/acting.ts';
import { type Check, fail } from './checks.ts';

/** The tag that a role must have, with the value `true`, before anything is tried on it. */
export const DRILL_TAG = 'rolewarden:drill';

/** How long reading may be repeated while it is throttled (ms). */
const PATIENCE = 60_000;

/** The role, with its unique id from IAM, or the failed check that says why it is not used. */
export async function drillRole({ bench }: Executors, target: Target): Promise<Target | Check> {
  const named = (why: string, ...fix: readonly string[]) =>
    fail('live-role', `${target.arn}: ${why}`, ...fix);
  const reached = await reach(bench, target, 'drill', bench.waiting.now() + PATIENCE);
  if (!reached.ok) return named(`${reached.failure.code}: ${reached.failure.message}`, ...reached.check);
  const read = await tried(() => reached.policies.entity());
  if (!read.ok) {
    return named(
      `${read.failure.code}: ${read.failure.message}`,
      'create the role described in docs/operations.md',
    );
  }
  const { tags, uniqueId } = read.value;
  if (tags[DRILL_TAG] === 'true') return { ...target, uniqueId };
  const tag = `tag a role that nothing else uses: ${DRILL_TAG}=true`;
  return named(`it has no tag ${DRILL_TAG}=true: nothing was tried on it`, tag);
}

/** Two sessions of the drill role, with different names, that can both read the role. */
export interface DrillSessions {
  readonly first: DrillSession;
  readonly other: DrillSession;
}

/** Opens both sessions; a failed check if one cannot be opened, or cannot read the role. */
export async function openSessions(
  desk: Desk,
  { assumer }: Executors,
  drill: Target,
): Promise<DrillSessions | Check> {
  const region = regionOf(desk.environment);
  const sessionName = `drill-${randomBytes(4).toString('hex')}`;
  const first = await openDrill(assumer, drill, { region, sessionName });
  if ('code' in first) return fail('live-sessions', `${first.code}: ${first.message}`, ...first.check);
  const other = await openDrill(assumer, drill, { region, sessionName: `${sessionName}-other` });
  if ('code' in other) {
    first.close();
    return fail('live-sessions', `${other.code}: ${other.message}`, ...other.check);
  }
  for (const session of [first, other]) {
    const answer = await session.ask();
    if (answer === 'works') continue;
    first.close();
    other.close();
    const allow = `allow the drill role iam:GetRole on itself: ${drill.arn}`;
    return fail('live-sessions', `session ${session.name} reads its role, and ${inWords(answer)}`, allow);
  }
  return { first, other };
}
