import type { Act, Acted, JudgedEvent } from '../core/acting.ts';
import { withoutEnded } from '../core/bystanders.ts';
import { type Considered, consider } from '../core/guards.ts';
import type { Intent } from '../core/intent.ts';
import { longTermKeySteps } from '../core/long-term-key.ts';
import { coverOf } from '../core/policy-room.ts';
import type { Log } from '../core/ports.ts';
import { tamperOf } from '../core/tamper.ts';
import { actionEntry, byHandEntry } from '../core/would.ts';
import type { Alerting } from './alerting.ts';
import { type Done, type EndingParts, end } from './ending.ts';
import { becomeOf } from './revoked.ts';

export interface ActingParts extends EndingParts {
  readonly alerting: Alerting;
  readonly log: Log;
}

/** Alerts and revocations: first what ends the session, then the words, which say what was done. */
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
  const finding = { ...judged.finding, actions: done.entries };
  const told = await alerting.tell(finding, done.procedure);
  if (done.settled && !told.settled && done.entries.length > 0) await alerting.keep(finding, done.procedure);
  await recheck(parts, judged);
  for (const { action, actionId, detail, outcome } of done.entries) {
    log.info({ action, actionId, outcome, detail, finding: finding.id }, 'acted');
  }
  return { finding: told.finding, settled: told.settled && done.settled };
}

/** Somebody touched a policy of ours: what was verified is looked at again. */
async function recheck({ revoking }: ActingParts, { event }: JudgedEvent): Promise<void> {
  const actionId = tamperOf(event)?.actionId;
  if (actionId === undefined) return;
  try {
    const known = await revoking?.ledger.action(actionId);
    // we removed it ourselves, to make room: another policy of ours denies the same
    if (known === undefined || coverOf(known.detail) !== undefined) return;
    await revoking?.ledger.change(actionId, ['verified'], {
      state: 'applied',
      by: known.by,
      detail: known.detail,
    });
  } catch {
    // looked at again by the next sweep
  }
}

/** The ledger's clock, which all workers share; without it our own, and then nothing is revoked anyway. */
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
      return { entries: [], procedure: [], settled: true };
    case 'by-hand': {
      const { why } = considered;
      const more = why.reason === 'used' ? [] : longTermKeySteps(judged.event);
      return { entries: [byHandEntry(why)], procedure: [...why.whatToDo, ...more], settled: true };
    }
    case 'held': {
      const known = considered.guard === 'age' ? await before(parts, judged, considered) : undefined;
      if (known !== undefined) return known;
      const detail = `${considered.guard}: ${considered.reason}`;
      // Judged without its history: it is judged again while there is time, for what is held here is a revocation.
      const again = considered.guard === 'store' && considered.mode !== 'shadow';
      const outcome = again ? 'retrying' : 'refused';
      const entry = actionEntry(considered.intent, considered.mode, outcome, detail);
      const next = again || considered.guard === 'protected' ? [] : [byPerson(considered.intent)];
      return { entries: [entry], procedure: [...next, ...longTermKeySteps(judged.event)], settled: !again };
    }
    case 'go':
      return end(parts, judged, considered, now);
  }
}

/** How a person ends what was not ended by itself. */
function byPerson({ accessKeyId, scope, target }: Intent): string {
  const what = scope === 'role' ? `--${target.kind} ${target.arn}` : accessKeyId;
  return `To end it all the same, as a person: rolewarden revoke ${what}`;
}

/** What was decided while the event was young, and is owed to a sink; else what became of what was begun then. */
async function before(
  parts: ActingParts,
  { finding }: JudgedEvent,
  held: Extract<Considered, { kind: 'held' }>,
): Promise<Done | undefined> {
  const kept = await parts.alerting.kept(finding);
  return kept === undefined
    ? knownOf(parts, held)
    : { entries: kept.actions, procedure: kept.procedure, settled: true };
}

/** What became of an action that was begun while the event was young: that, and not its age, is what people must know. */
async function knownOf(
  { revoking }: ActingParts,
  { intent: { actionId }, mode }: Extract<Considered, { kind: 'held' }>,
): Promise<Done | undefined> {
  const known = await revoking?.ledger.action(actionId).catch(() => undefined);
  const become = known === undefined ? undefined : becomeOf(known);
  if (known === undefined || become === undefined) return undefined;
  const { detail, outcome, procedure } = become;
  const as = mode === 'confirm' ? mode : 'auto';
  return { entries: [actionEntry(known.intent, as, outcome, detail)], procedure, settled: true };
}
