import { type DrillSession, inWords, openDrill, type Settled, settles } from '../../actions/ending/drill.ts';
import { digest } from '../../app.ts';
import { intentOfSession, type SessionIntent } from '../../core/action/intent.ts';
import type { Target } from '../../core/event/target.ts';
import { regionOf } from '../../environment.ts';
import type { Desk } from '../acting/acting.ts';
import { putInForce } from '../acting/force.ts';
import { takeBack } from '../acting/take-back.ts';
import { type Check, fail, ok, type Say } from './checks.ts';
import type { DrillSessions } from './drill.ts';

/** The drill role, two sessions of it, and how many ms a change in IAM may take. */
export interface Rehearsal {
  readonly drill: Target;
  readonly opened: DrillSessions;
  readonly patience: number;
}

/** Ends one session and takes that back. Returns whether a deny was written. */
export async function rehearse(desk: Desk, rehearsal: Rehearsal, say: Say): Promise<boolean> {
  const { drill, opened, patience } = rehearsal;
  const { first } = opened;
  const intent = intentFor(drill, first);
  if (intent === undefined) {
    say(fail('live-deny', `of ${drill.arn} no deny can be built`, 'name a role that is not AWS’s own'));
    return false;
  }
  if (desk.config.revocation.audit.folder === undefined) {
    say(fail('live-deny', 'nothing is ended without a record', 'set revocation.audit.folder'));
    return false;
  }
  const link = await desk.storeIfThere();
  const executors = await desk.executors();
  let written = false;
  let denied = false;
  try {
    written = (await putInForce(desk, { intent, finding: null, link, anew: false })) === 0;
    if (written) denied = await denies(desk, { ...rehearsal, intent }, say);
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
  const back = await settles(first, 'works', { patience, waiting: executors.bench.waiting });
  say(
    back.answer === 'works'
      ? ok('live-undo', `${first.name} is allowed again ${seconds(back)} after the undo`)
      : fail('live-undo', `${seconds(back)} after the undo ${inWords(back.answer)}`, BY_HAND),
  );
  return written;
}

/** The revocation of a drill session; undefined where AWS lets nobody change the role. */
function intentFor({ accountId, arn, name, uniqueId }: Target, session: DrillSession) {
  const { accessKeyId, expiresAt, issuedAt: time } = session;
  const assumedRoleId = `${uniqueId}:${session.name}`;
  const role = { arn, accountId, name };
  return intentOfSession({ accessKeyId, assumedRoleId, expiresAt, heldBy: undefined, role, time }, digest);
}

const BY_HAND = 'look at the role’s policies in IAM, and at policies above it: SCPs, a permissions boundary';

/** Once the deny is written: checks whom AWS denies by it. Returns whether it denies the session at all. */
async function denies(
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
