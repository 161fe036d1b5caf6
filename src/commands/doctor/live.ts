import type { Target } from '../../core/event/target.ts';
import type { Desk } from '../acting/acting.ts';
import { arrivalChecks } from './arrival.ts';
import { ok, type Say } from './checks.ts';
import { DRILL_TAG, drillRole, openSessions } from './drill.ts';
import { limitChecks } from './limits.ts';
import { rehearse } from './rehearsal.ts';

/** The drill role. `wait`: how many ms its events may take to be judged, and a change in IAM, at most a minute. */
export interface DrillOptions {
  readonly target: Target;
  readonly wait: number;
}

/** How long a change in IAM may take to spread (ms), at most. */
const PATIENCE = 60_000;

/**
 * Ends a session of the drill role as `revoke` would, and takes that back as `undo` would: checks that AWS denies this
 * session and no other, and lets it in again. Then checks what IAM must refuse, and that the workers judged the events.
 */
export async function liveChecks(desk: Desk, { target, wait }: DrillOptions, say: Say): Promise<void> {
  const executors = await desk.executors();
  const drill = await drillRole(executors, target);
  if ('status' in drill) return say(drill);
  say(ok('live-role', `${target.arn} is tagged ${DRILL_TAG}`));
  const opened = await openSessions(desk, executors, drill);
  if ('status' in opened) return say(opened);
  say(ok('live-sessions', `${opened.first.name} and ${opened.other.name} read their role`));
  try {
    // if the deny could not be written, the limits are not tried either
    const acts = await rehearse(desk, { drill, opened, patience: Math.min(PATIENCE, wait) }, say);
    for (const check of acts ? await limitChecks(executors, drill, desk.config) : []) say(check);
    for (const check of await arrivalChecks(desk, { drill, session: opened.other, wait })) say(check);
  } finally {
    opened.first.close();
    opened.other.close();
  }
}
