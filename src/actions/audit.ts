import { createHash } from 'node:crypto';
import { RolewardenError, reasonOf } from '../core/errors.ts';

/** What is known before an action, and why it is taken. Everything in it is fixed by the time of writing. */
export interface AuditRecord {
  readonly schema: 'rolewarden.audit/1';
  readonly actionId: string;
  readonly action: 'revoke' | 'undo' | 'sweep';
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Who decided: `rolewarden` with the mode, or the person. */
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

/** How it ended, written beside the record. */
export interface AuditOutcome {
  readonly schema: 'rolewarden.audit-outcome/1';
  readonly actionId: string;
  readonly at: string;
  readonly outcome: string;
  readonly detail: string;
}

/** The trace that is left before anything is touched. */
export interface Audit {
  /** Written and on disk when it resolves; a retry finds its own. Throws ERR_AUDIT: then nothing may be done. */
  before(record: AuditRecord): Promise<'written' | 'found'>;
  /** Throws ERR_AUDIT, which must not hide what was done. */
  after(outcome: AuditOutcome): Promise<void>;
}

/** Where records are kept: a folder, or S3. */
export interface AuditPlace {
  /** As the configuration names it. */
  readonly name: string;
  /** Whole or not at all, durable when it resolves, and never over one that is there: then false. */
  writeOnce(name: string, text: string): Promise<boolean>;
  /** Undefined if there is none of that name. */
  read(name: string): Promise<string | undefined>;
  /** Shows that it can be written: throws what stands in the way. */
  probe(): Promise<void>;
}

const ACTION_ID = /^[0-9a-f]{16}$/;

/**
 * One JSON document per action, `<action>-<actionId>.json`, and the outcomes beside it. What is there is never written
 * again, so a later reader sees what was known at the time.
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
        return (await write(name, record)) ? 'written' : found(place, name, record);
      }),
    async after(outcome) {
      await inPlace(outcome.actionId, 'the action itself is not affected', async () => {
        const text = createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 8);
        const time = outcome.at.replaceAll(/[^0-9TZ]/g, '');
        const name = `outcome-${outcome.actionId}-${time}-${text}.json`;
        return (await write(name, outcome)) ? 'written' : 'found';
      });
    },
  };
}

/** Only a record of the same document counts as this action's own. */
async function found(place: AuditPlace, name: string, record: AuditRecord): Promise<'found'> {
  const known: unknown = JSON.parse((await place.read(name)) ?? 'null');
  const same =
    typeof known === 'object' && known !== null && 'document' in known && known.document === record.document;
  if (!same) throw new Error(`${name} is the record of another document`);
  return 'found';
}

/** When a policy was written first, by its record; undefined if there is none that says. */
export async function auditedAt(place: AuditPlace, actionId: string): Promise<number | undefined> {
  const record = await recorded(place, actionId);
  if (typeof record !== 'object' || record === null || !('at' in record)) return undefined;
  const time = typeof record.at === 'string' ? Date.parse(record.at) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

async function recorded(place: AuditPlace, actionId: string): Promise<unknown> {
  const text = await place.read(`revoke-${actionId}.json`);
  return text === undefined ? undefined : JSON.parse(text);
}

/** The ARN of what an action was about, by its record; undefined if there is none that says. */
export async function auditedTarget(place: AuditPlace, actionId: string): Promise<string | undefined> {
  const record = await recorded(place, actionId);
  if (typeof record !== 'object' || record === null || !('target' in record)) return undefined;
  const { target } = record;
  const named = typeof target === 'object' && target !== null && 'arn' in target;
  return named && typeof target.arn === 'string' ? target.arn : undefined;
}
