import { createHash } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
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

const ACTION_ID = /^[0-9a-f]{16}$/;

/**
 * One JSON file per action in a folder: `<action>-<actionId>.json`, and the outcomes beside it, numbered. A file that
 * is there is never written again, so a later reader sees what was known at the time.
 */
export function createFileAudit(folder: string): Audit {
  const inFolder = async (actionId: string, done: string, what: () => Promise<'written' | 'found'>) => {
    try {
      if (!ACTION_ID.test(actionId)) throw new Error('the action id is not 16 hex digits');
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return await what();
    } catch (thrown) {
      throw new RolewardenError(
        'ERR_AUDIT',
        `the audit record of action ${actionId} cannot be written in ${folder}: ${reasonOf(thrown)}`,
        `${done}; make the folder writable, with room, or name another under revocation.audit.folder`,
        { cause: thrown },
      );
    }
  };
  return {
    before: (record) =>
      inFolder(record.actionId, 'nothing was done', async () => {
        const path = join(folder, `${record.action}-${record.actionId}.json`);
        return (await writeOnce(path, record)) ? 'written' : found(path, record);
      }),
    async after(outcome) {
      await inFolder(outcome.actionId, 'the action itself is not affected', async () => {
        const text = createHash('sha256').update(JSON.stringify(outcome)).digest('hex').slice(0, 8);
        const time = outcome.at.replaceAll(/[^0-9TZ]/g, '');
        const path = join(folder, `outcome-${outcome.actionId}-${time}-${text}.json`);
        return (await writeOnce(path, outcome)) ? 'written' : 'found';
      });
    },
  };
}

/** Only a record of the same document counts as this action's own. */
async function found(path: string, record: AuditRecord): Promise<'found'> {
  const known: unknown = JSON.parse(await readFile(path, 'utf8'));
  const same =
    typeof known === 'object' && known !== null && 'document' in known && known.document === record.document;
  if (!same) throw new Error(`${path} is the record of another document`);
  return 'found';
}

/**
 * Whole or not at all: written to a name of its own, synced, then linked to the path, which fails if that is there.
 * The folder is synced, too: a power cut does not take the name away.
 */
async function writeOnce(path: string, value: object): Promise<boolean> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
    await file.close();
    await link(temporary, path);
    await syncFolder(path);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false;
    throw thrown;
  } finally {
    await file.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
