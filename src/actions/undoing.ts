import { reasonOf } from '../core/errors.ts';
import { ACTION_STATES, type ActionRecord, type ActionState, FINAL, type Ledger } from '../core/ledger.ts';
import type { OurPolicy } from '../core/policy-room.ts';
import type { Target } from '../core/target.ts';
import type { Audit } from './audit.ts';
import type { Bench } from './bench.ts';
import { type UndoResult, undo, type Wanted } from './undo.ts';

/** States that a tombstone may follow. */
const OPEN: readonly ActionState[] = ACTION_STATES.filter((state) => !FINAL.has(state));

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
  { actionId, known, target }: Pick<Wanted, 'actionId' | 'known'> & { readonly target: Target },
  trace: UndoTrace,
): Promise<UndoneTarget> {
  let unwritten: string | undefined;
  const before: Wanted['before'] = async (ours, names) => {
    const written = await Promise.all(ours.map((own) => traced(bench, target, { own, names, trace })));
    unwritten ??= written.find((reason) => reason !== undefined);
  };
  const result = await undo(bench, target, { actionId, known, before });
  return { target, result, unwritten };
}

async function traced(
  bench: Bench,
  { accountId, arn, kind, name }: Target,
  {
    names,
    own,
    trace,
  }: { readonly own: OurPolicy; readonly names: readonly string[]; readonly trace: UndoTrace },
): Promise<string | undefined> {
  const { audit, by, configHash, version } = trace;
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
      policiesBefore: names,
      undo: '',
      version,
      configHash,
    });
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}
