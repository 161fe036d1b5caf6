import { type DrillSession, inWords, openDrill, type Settled, settles } from '../../actions/ending/drill.ts';
import { digest } from '../../app.ts';
import { intentOfSession, type SessionIntent } from '../../core/action/intent.ts';
import type { Target } from '../../core/event/target.ts';
import { regionOf } from '../../environment.ts';
import type { Desk } from '../acting/acting.ts';
import { putInForce } from '../acting/force.ts';
import { takeBack } from '../acting/take-back.ts';
import { arrivalChecks } from './arrival.ts';
import { type Check, fail, ok } from './checks.ts';
import { DRILL_TAG, drillRole, type Opened, openSessions } from './drill.ts';
import { limitChecks } from './limits.ts';

/** The drill role. `wait`: how many ms its events may take to be judged, and a change in IAM, at most a minute. */
export interface Live {
  readonly target: Target;
  readonly wait: number;
}

type Say = (check: Check) => void;

const PATIENCE = 60_000;

/**
 * Ends a session of the drill role as `revoke` would, and takes that back as `undo` would: checks that AWS denies this
 * session and no other, and lets it in again. Then checks what IAM must refuse, and that the workers judged the events.
 */
export async function liveChecks(desk: Desk, { target, wait }: Live, say: Say): Promise<void> {
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

const NOT_OWNED = 'name a role that is not AWS’s own';
const UNRECORDED = fail('live-deny', 'nothing is ended without a record', 'set revocation.audit.folder');

interface Rehearsal {
  readonly drill: Target;
  readonly opened: Opened;
  readonly patience: number;
}

/** Ends one session and takes that back. Returns whether a deny was written. */
async function rehearse(desk: Desk, rehearsal: Rehearsal, say: Say): Promise<boolean> {
  const { drill, opened } = rehearsal;
  const { first } = opened;
  const intent = intentOfSession(
    {
      accessKeyId: first.accessKeyId,
      assumedRoleId: `${drill.uniqueId}:${first.name}`,
      expiresAt: first.expiresAt,
      heldBy: undefined,
      role: { arn: drill.arn, accountId: drill.accountId, name: drill.name },
      time: first.issuedAt,
    },
    digest,
  );
  if (intent === undefined || desk.config.revocation.audit.folder === undefined) {
    say(
      intent === undefined
        ? fail('live-deny', `of ${drill.arn} no deny can be built`, NOT_OWNED)
        : UNRECORDED,
    );
    return false;
  }
  const [link, executors] = [await desk.storeIfThere(), await desk.executors()];
  let [written, denied] = [false, false];
  try {
    written = (await putInForce(desk, { intent, finding: null, link, anew: false })) === 0;
    if (written) denied = await meet(desk, { ...rehearsal, intent }, say);
    else say(fail('live-deny', 'the deny was not written', 'see above: NOT revoked'));
  } finally {
    // also after Ctrl-C: no deny of a drill may stay
    const undisturbed = { ...desk, signal: new AbortController().signal, executors: async () => executors };
    const undone = await takeBack(undisturbed, link, [{ target: drill, actionId: intent.actionId }]);
    if (undone !== 0)
      say(fail('live-undo', 'the deny was not removed', `rolewarden undo ${intent.actionId}`));
  }
  // a session that was never denied cannot show that the undo lets it in again
  if (!denied) return written;
  const { waiting } = executors.bench;
  const back = await settles(first, 'works', { patience: rehearsal.patience, waiting });
  say(
    back.answer === 'works'
      ? ok('live-undo', `${first.name} is allowed again ${seconds(back)} after the undo`)
      : fail('live-undo', `${seconds(back)} after the undo ${inWords(back.answer)}`, BY_HAND),
  );
  return written;
}

const BY_HAND = 'look at the role’s policies in IAM, and at policies above it: SCPs, a permissions boundary';

/** Once the deny is written: checks whom AWS denies by it. Returns whether it denies the session at all. */
async function meet(
  desk: Desk,
  { drill, intent, opened, patience }: Rehearsal & { readonly intent: SessionIntent },
  say: Say,
): Promise<boolean> {
  const { assumer, bench } = await desk.executors();
  const { waiting } = bench;
  const { first, other } = opened;
  const denied = await settles(first, 'denied', { patience, waiting });
  if (denied.answer !== 'denied') {
    const words = `${seconds(denied)} after the deny was read back, ${inWords(denied.answer)}: AWS does not end it`;
    say(fail('live-deny', words, 'do not arm revocation here: read what docs/acting.md says of it'));
    return false;
  }
  say(ok('live-deny', `${first.name} is denied ${seconds(denied)} after the deny was read back`));
  say(spared('live-others', `${other.name}, of another name,`, await other.ask()));
  // the next session must be issued after the deny's end, by AWS's clock as by ours
  await waiting.sleep(Math.max(0, intent.until + 2_000 - first.issuedAt));
  const next = await openDrill(assumer, drill, {
    region: regionOf(desk.environment),
    sessionName: first.name,
  });
  say(
    'code' in next
      ? fail('live-later', `${next.code}: ${next.message}`, ...next.check)
      : await goesOn(first, next),
  );
  return true;
}

/**
 * A later session of the same name must work while the first is still denied. The first is asked last: if IAM has not
 * spread the deny everywhere, its answer shows that.
 */
async function goesOn(first: DrillSession, next: DrillSession): Promise<Check> {
  const answer = await next.ask();
  next.close();
  const still = await first.ask();
  if (still !== 'denied') {
    const words = `the denied session gets alternating answers: ${inWords(still)}`;
    return fail('live-later', words, 'try again');
  }
  const later = (next.issuedAt - first.issuedAt) / 1_000;
  return spared('live-later', `a session of the same name, issued ${later} s later,`, answer);
}

function spared(check: string, whose: string, answer: Awaited<ReturnType<DrillSession['ask']>>): Check {
  return answer === 'works'
    ? ok(check, `${whose} still works`)
    : fail(check, `${whose} does not work any more: ${inWords(answer)}`, 'do not arm revocation here');
}

const seconds = ({ ms }: Settled) => `${(ms / 1_000).toFixed(1)} s`;
