import { type ActionRecord, type Ledger, NOT_FINAL } from '../../core/action/ledger.ts';
import type { OurPolicy } from '../../core/action/policy-room.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Target } from '../../core/event/target.ts';
import type { Audit } from '../audit/audit.ts';
import type { Bench } from '../iam/bench.ts';
import { undoRecord } from './audit-records.ts';
import { type UndoResult, undo, type Wanted } from './undo.ts';

/**
 * Marks actions as undone (a tombstone). Must come before their policies are removed, so that no worker writes them
 * again. Returns the records as they are then, by action id; actions that the ledger does not have are left out.
 */
export async function bury(
  ledger: Ledger,
  actionIds: readonly string[],
  by: string,
): Promise<ReadonlyMap<string, ActionRecord>> {
  const buried = new Map<string, ActionRecord>();
  for (const actionId of actionIds) {
    const change = { state: 'undone' as const, by, detail: `undone by ${by}` };
    const now = (await ledger.change(actionId, NOT_FINAL, change)) ?? (await ledger.action(actionId));
    if (now !== undefined) buried.set(actionId, now);
  }
  return buried;
}

/** What the audit record of an undo needs. */
export interface UndoTrace {
  readonly audit: Audit | undefined;
  readonly by: string;
  readonly version: string;
  readonly configHash: string;
}

/** What an undo on one target did. `unwritten`: why an audit record could not be written. */
export interface UndoneTarget {
  readonly target: Target;
  readonly result: UndoResult;
  readonly unwritten: string | undefined;
}

/** Removes one policy of ours, or all, from a target. Writes audit records first, but goes on if that fails. */
export async function undoTarget(
  bench: Bench,
  { actionId, known, target }: Pick<Wanted, 'actionId' | 'known'> & { readonly target: Target },
  trace: UndoTrace,
): Promise<UndoneTarget> {
  let unwritten: string | undefined;
  const before: Wanted['before'] = async (ours, names) => {
    const written = await Promise.all(ours.map((own) => unwrittenOf(bench, target, { own, names, trace })));
    unwritten ??= written.find((reason) => reason !== undefined);
  };
  const result = await undo(bench, target, { actionId, known, before });
  return { target, result, unwritten };
}

/** Writes the audit record of one policy's removal. Returns why that failed; undefined if it did not. */
async function unwrittenOf(
  bench: Bench,
  target: Target,
  removal: { readonly own: OurPolicy; readonly names: readonly string[]; readonly trace: UndoTrace },
): Promise<string | undefined> {
  const { names, own, trace } = removal;
  const { audit, ...order } = trace;
  if (audit === undefined) return 'revocation.audit.folder is not set';
  try {
    await audit.before(undoRecord(own, target, names, { ...order, at: bench.waiting.now() }));
    return undefined;
  } catch (thrown) {
    return reasonOf(thrown);
  }
}
