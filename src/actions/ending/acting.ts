import type { Act, Acted, JudgedEvent } from '../../core/action/acting.ts';
import { withoutEnded } from '../../core/action/bystanders.ts';
import { type Considered, consider } from '../../core/action/guards.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import { coverOf } from '../../core/action/policy-room.ts';
import { procedureFor } from '../../core/action/procedure.ts';
import { tamperOf } from '../../core/action/tamper.ts';
import { callerGoesOn } from '../../core/action/used.ts';
import { actionEntry, byHandEntry, withActions } from '../../core/action/would.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Log } from '../../core/ports/ports.ts';
import { verifyRecord } from '../iam/verify.ts';
import type { Alerting } from './alerting.ts';
import { type Done, type EndingParts, end } from './ending.ts';
import { becomeOf } from './revoked.ts';
import type { RevokingParts } from './revoking.ts';

/** What `createAct` needs. */
export interface ActingParts extends EndingParts {
  readonly alerting: Alerting;
  readonly log: Log;
}

type Held = Extract<Considered, { kind: 'held' }>;

/** Revokes first and then sends the alerts, which say what was done. */
export function createAct(parts: ActingParts): Act {
  return async (judged) => {
    const now = await clock(parts);
    const all = withoutEnded(judged, parts.rules, () => now);
    return Promise.all(all.map((one) => actOn(parts, one, now)));
  };
}

async function actOn(parts: ActingParts, judged: JudgedEvent, now: number): Promise<Acted> {
  const { alerting, log, rules } = parts;
  const considered = consider(judged, rules, now);
  const done = await carryOut(parts, judged, considered, now);
  const finding = withActions(judged.finding, done.entries, done.procedure);
  const told = await alerting.tell(finding, done.procedure);
  if (done.settled && !told.settled && done.entries.length > 0) await alerting.keep(finding, done.procedure);
  await recheck(parts, judged);
  for (const { action, actionId, detail, outcome } of done.entries) {
    log.info({ action, actionId, outcome, detail, finding: finding.id }, 'acted');
  }
  return { finding: told.finding, settled: told.settled && done.settled };
}

/** If the event changed a policy of ours, has that policy verified again. */
async function recheck({ revoking }: ActingParts, { event }: JudgedEvent): Promise<void> {
  const actionId = tamperOf(event)?.actionId;
  if (actionId === undefined) return;
  try {
    const known = await revoking?.ledger.action(actionId);
    // removed by us, to make room: another policy of ours denies the same
    if (known === undefined || coverOf(known.detail) !== undefined) return;
    await revoking?.ledger.change(actionId, ['verified'], {
      state: 'applied',
      by: known.by,
      detail: known.detail,
    });
  } catch {
    // the next sweep verifies it
  }
}

/** The ledger's time, which all workers share. If it cannot be asked, our own: nothing is revoked then anyway. */
async function clock({ revoking }: ActingParts): Promise<number> {
  try {
    return (await revoking?.ledger.now()) ?? Date.now();
  } catch {
    return Date.now();
  }
}

async function carryOut(
  parts: ActingParts,
  judged: JudgedEvent,
  considered: Considered,
  now: number,
): Promise<Done> {
  switch (considered.kind) {
    case 'nothing':
      return { entries: [], procedure: procedureFor(judged, considered), settled: true };
    case 'by-hand': {
      const entries = [byHandEntry(considered.why)];
      return { entries, procedure: procedureFor(judged, considered), settled: true };
    }
    case 'held': {
      const known = considered.guard === 'age' ? await before(parts, judged, considered) : undefined;
      if (known !== undefined) return known;
      const detail = `${considered.guard}: ${considered.reason}`;
      // judged without its history, and a revocation depends on it: redelivered while there is time
      const again = considered.guard === 'store' && considered.mode !== 'shadow';
      const outcome = again ? 'retrying' : 'refused';
      return {
        entries: [actionEntry(considered.intent, considered.mode, outcome, detail)],
        procedure: again
          ? callerGoesOn(judged.event, judged.finding.lineage)
          : procedureFor(judged, considered),
        settled: !again,
      };
    }
    case 'go':
      return end(parts, judged, considered, now);
  }
}

/** What was done about an event before it got too old: what is owed to a sink, or else what became of the action. */
async function before(parts: ActingParts, judged: JudgedEvent, held: Held): Promise<Done | undefined> {
  const kept = await parts.alerting.kept(judged.finding);
  if (kept !== undefined) return { entries: kept.actions, procedure: kept.procedure, settled: true };
  try {
    return await knownOf(parts, held);
  } catch (thrown) {
    return held.mode === 'shadow' ? undefined : unread(judged, held, reasonOf(thrown));
  }
}

/** What became of an action that was begun in time: people must hear that, not that the event is now too old. */
async function knownOf({ revoking }: ActingParts, { intent, mode }: Held): Promise<Done | undefined> {
  const known = await revoking?.ledger.action(intent.actionId);
  if (revoking === undefined || known === undefined) return undefined;
  const become = becomeOf(await readBack(revoking, known));
  if (become === undefined) return undefined;
  const { detail, outcome, procedure } = become;
  const as = mode === 'confirm' ? mode : 'auto';
  return { entries: [actionEntry(known.intent, as, outcome, detail)], procedure, settled: true };
}

/** A worker may have written the policy of an order and not have come to say so. Throws if IAM does not answer. */
async function readBack({ bench }: RevokingParts, known: ActionRecord): Promise<ActionRecord> {
  if (known.state !== 'ready') return known;
  const standing = await verifyRecord(bench, known);
  if (standing.kind === 'unknown') throw new Error(standing.failure.message);
  return standing.kind === 'in-force' ? { ...known, state: 'applied' } : known;
}

/** Store or IAM cannot say what became of one: that it was refused could be wrong, and a person has to look. */
function unread(judged: JudgedEvent, held: Held, reason: string): Done {
  const detail = `${held.reason}, and a revocation may have been begun before: ${reason}`;
  return {
    entries: [actionEntry(held.intent, held.mode, 'failed', detail)],
    procedure: procedureFor(judged, held),
    settled: true,
  };
}
