import { createHash } from 'node:crypto';
import { ACTION_ID } from '../../core/action/deny-policy.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { fieldOf } from '../../core/text/json.ts';
import { type AuditPlace, compact } from './place.ts';
import { type AuditedUndo, auditedUndo, laterOnes } from './read.ts';
import { lastSwitched, recordSwitch, type Switched } from './switch.ts';

/** Written before an action: what is known at that time, and why the action is taken. */
export interface AuditRecord {
  readonly schema: 'rolewarden.audit/1';
  readonly actionId: string;
  readonly action: 'revoke' | 'undo';
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Who decided: `rolewarden (<mode>)`, or a person's name. */
  readonly decidedBy: string;
  readonly target: {
    readonly kind: 'role' | 'user';
    readonly accountId: string;
    readonly name: string;
    readonly arn: string;
  };
  readonly findingId: string | null;
  readonly score: number | null;
  readonly signals: readonly { readonly ruleId: string; readonly points: number; readonly summary: string }[];
  /** CloudTrail event ids. */
  readonly events: readonly string[];
  readonly policyName: string;
  /** The exact document that is written or removed. */
  readonly document: string;
  /** All inline policies of the target before the action. */
  readonly policiesBefore: readonly string[];
  readonly undo: string;
  readonly version: string;
  readonly configHash: string;
}

/** Written after an action: how it ended. */
export interface AuditOutcome {
  readonly schema: 'rolewarden.audit-outcome/1';
  readonly actionId: string;
  readonly at: string;
  readonly outcome: string;
  readonly detail: string;
}

/** Writes and reads audit records. */
export interface Audit {
  /**
   * Resolves once the record is durable; `found`: an earlier try wrote it. Throws ERR_AUDIT: then nothing may be done.
   */
  before(record: AuditRecord): Promise<'written' | 'found'>;
  /** Throws ERR_AUDIT. The action has been taken by then: the caller must still report it. */
  after(outcome: AuditOutcome): Promise<void>;
  /** Who undid an action last, and when; undefined if no record says so, or it was ordered anew since. Throws ERR_AUDIT. */
  undone(actionId: string): Promise<AuditedUndo | undefined>;
  /** The last record of the kill switch; undefined if it was never pulled. Throws ERR_AUDIT. */
  switched(): Promise<Switched | undefined>;
  /** Records that the kill switch is pulled or released. Throws ERR_AUDIT. */
  switch(to: Switched): Promise<void>;
}

/**
 * Writes one JSON document for each action, `<action>-<actionId>.json`, and its outcomes beside it. Nothing is ever
 * overwritten, so a reader sees what was known at the time.
 */
export function createAudit(place: AuditPlace): Audit {
  const inPlace = async (actionId: string, done: string, what: () => Promise<'written' | 'found'>) => {
    try {
      if (!ACTION_ID.test(actionId)) throw new Error('the action id is not 16 hex digits');
      return await what();
    } catch (thrown) {
      throw new RolewardenError(
        'ERR_AUDIT',
        `the audit record of action ${actionId} cannot be written in ${place.name}: ${reasonOf(thrown)}`,
        `${done}; make ${place.name} writable, with room, or name another under revocation.audit.folder`,
        { cause: thrown },
      );
    }
  };
  const write = (name: string, value: object) => place.writeOnce(name, `${JSON.stringify(value, null, 2)}\n`);
  return {
    before: (record) =>
      inPlace(record.actionId, 'nothing was done', async () => {
        const name = `${record.action}-${record.actionId}.json`;
        if (await write(name, record)) return 'written';
        const known = await found(place, name, record);
        // undone before, and ended again since, or the other way round: without a store only a record of its own says so
        const again = record.action === 'undo' || (await isOrderedAnew(place, record));
        return again && (await write(laterName(record), record)) ? 'written' : known;
      }),
    async after(outcome) {
      await inPlace(outcome.actionId, 'the action itself is not affected', async () => {
        const text = createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 8);
        const name = `outcome-${outcome.actionId}-${compact(outcome.at)}-${text}.json`;
        return (await write(name, outcome)) ? 'written' : 'found';
      });
    },
    undone: (actionId) => asking(place, auditedUndo(place, actionId), `who undid action ${actionId}`),
    switched: () => asking(place, lastSwitched(place)),
    switch: (to) => asking(place, recordSwitch(place, to)),
  };
}

const laterName = ({ action, actionId, at }: AuditRecord) =>
  `${laterOnes(action, actionId)}${compact(at)}.json`;

const BY_ITSELF = 'rolewarden (';

/** Who decided where no person did, by the mode: for `decidedBy`. */
export const decidedByItself = (mode: string) => `${BY_ITSELF}${mode})`;

/** Whether a person orders what was undone: an undo stands against automatic orders. */
async function isOrderedAnew(place: AuditPlace, { actionId, decidedBy }: AuditRecord): Promise<boolean> {
  if (decidedBy.startsWith(BY_ITSELF)) return false;
  return (await auditedUndo(place, actionId)) !== undefined;
}

async function asking<T>({ name }: AuditPlace, answer: Promise<T>, what = 'the kill switch'): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof RolewardenError) throw cause;
    throw new RolewardenError(
      'ERR_AUDIT',
      `${what} in ${name}: ${reasonOf(cause)}`,
      `make ${name} readable and writable, with room`,
      { cause },
    );
  }
}

/** Throws unless the existing record is about the same document: only then an earlier try of this action wrote it. */
async function found(place: AuditPlace, name: string, record: AuditRecord): Promise<'found'> {
  const known: unknown = JSON.parse((await place.read(name)) ?? 'null');
  if (fieldOf(known, 'document') !== record.document)
    throw new Error(`${name} is the record of another document`);
  return 'found';
}
