import { covers, denyOf, policyName } from '../core/deny-policy.ts';
import { reasonOf } from '../core/errors.ts';
import { ACTION_STATES, type ActionRecord, type ActionState, FINAL, type Ledger } from '../core/ledger.ts';
import { coverOf, denyExpires, type OurPolicy } from '../core/policy-room.ts';
import type { Target } from '../core/target.ts';
import type { Audit } from './audit.ts';
import type { Bench } from './bench.ts';
import { isRecorded } from './known-actions.ts';
import { type RevokingParts, revoke } from './revoking.ts';
import { listOurs, type UndoResult, undo } from './undo.ts';

/** States that a tombstone may follow. */
const OPEN: readonly ActionState[] = ACTION_STATES.filter((state) => !FINAL.has(state));
const STANDING: readonly ActionState[] = ['applied', 'verified'];
const PATIENCE = 60_000;

/**
 * Tombstones first: no worker writes the policy of such an action again. Answers with the records that are final now,
 * by id; one that is not in the ledger is absent.
 */
export async function bury(
  ledger: Ledger,
  actionIds: readonly string[],
  by: string,
): Promise<ReadonlyMap<string, ActionRecord>> {
  const buried = new Map<string, ActionRecord>();
  for (const actionId of actionIds) {
    const change = { state: 'undone' as const, by, detail: `undone by ${by}` };
    const now = (await ledger.change(actionId, OPEN, change)) ?? (await ledger.action(actionId));
    if (now !== undefined) buried.set(actionId, now);
  }
  return buried;
}

/** What an undo leaves a trace with. */
export interface UndoTrace {
  readonly audit: Audit | undefined;
  readonly by: string;
  readonly version: string;
  readonly configHash: string;
}

/** What an undo of one target did. `unwritten`: why there is no record. */
export interface UndoneTarget {
  readonly target: Target;
  readonly result: UndoResult;
  readonly unwritten: string | undefined;
}

/** Removes one policy of ours from a target, or all; a record is written before, and a failure to write it stops nothing. */
export async function undoTarget(
  bench: Bench,
  target: Target,
  actionId: string | undefined,
  trace: UndoTrace,
): Promise<UndoneTarget> {
  const listed = await listOurs(bench, target);
  const ours = listed.kind === 'listed' ? listed.ours : [];
  const wanted = ours.filter((own) => actionId === undefined || own.actionId === actionId);
  const names = [...ours.map(({ name }) => name), ...(listed.kind === 'listed' ? listed.foreign : [])];
  const written = await Promise.all(wanted.map((own) => traced(bench, target, own, names, trace)));
  const result = await undo(bench, target, actionId);
  return { target, result, unwritten: written.find((reason) => reason !== undefined) };
}

async function traced(
  bench: Bench,
  { accountId, arn, kind, name }: Target,
  own: OurPolicy,
  policiesBefore: readonly string[],
  { audit, by, configHash, version }: UndoTrace,
): Promise<string | undefined> {
  if (audit === undefined) return 'revocation.audit.folder is not set';
  try {
    await audit.before({
      schema: 'rolewarden.audit/1',
      actionId: own.actionId,
      action: 'undo',
      at: new Date(bench.waiting.now()).toISOString(),
      decidedBy: by,
      target: { kind, accountId, name, arn },
      findingId: null,
      score: null,
      signals: [],
      events: [],
      policyName: own.name,
      document: own.document,
      policiesBefore,
      undo: '',
      version,
      configHash,
    });
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}

/** One action that was put in force again, or was to be. */
export interface Restored {
  readonly action: ActionRecord;
  readonly outcome: string;
  readonly detail: string;
}

/**
 * Writes back what went to make room and has nothing in its stead any more: actions that stand by the ledger, as covered
 * by another, and deny sessions that may still live. One that is missing for another reason was removed by somebody,
 * whose word that may have been: it is the sweep's to tell.
 */
export async function restoreCovered(
  parts: RevokingParts,
  target: Target,
  by: string,
): Promise<readonly Restored[]> {
  const { bench, ledger } = parts;
  const now = bench.waiting.now();
  const covered = (await ledger.actions()).filter(({ detail, intent, state }) => {
    const { accountId, kind, name } = intent.target;
    const same = kind === target.kind && name === target.name && accountId === target.accountId;
    const live = denyExpires(denyOf(intent), { kind, maxSessionSeconds: undefined }) > now;
    return same && live && STANDING.includes(state) && coverOf(detail) !== undefined;
  });
  if (covered.length === 0) return [];
  const listed = await listOurs(bench, target);
  const ours = listed.kind === 'listed' ? listed.ours : [];
  // a list may be seconds old and show what is undone, and anybody may write a document like ours
  const asked = await Promise.all(ours.map((own) => isRecorded(ledger, own.actionId)));
  const standing = ours.filter((_, at) => asked[at] === true);
  const lost = covered.filter(({ actionId, intent }) =>
    standing.every(({ deny, name }) => name !== policyName(actionId) && !covers(deny, denyOf(intent))),
  );
  const restored: Restored[] = [];
  for (const action of lost) {
    const { actionId, finding, intent } = action;
    const detail = 'put back: what covered it was undone';
    await ledger.change(actionId, STANDING, { state: 'ready', by, detail });
    const order = { intent, mode: 'person' as const, by, finding, notes: [detail], deadline: now + PATIENCE };
    const done = await revoke(parts, order);
    restored.push({ action, outcome: done.outcome, detail: done.detail });
  }
  return restored;
}
