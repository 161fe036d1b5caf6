import type { Audit } from '../../actions/audit/audit.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Desk } from './acting.ts';
import { failedOnTheWay } from './open.ts';

/** The records of actions; undefined if the configuration names no place for them. */
export async function auditOf({ config, environment }: Desk): Promise<Audit | undefined> {
  const { folder } = config.revocation.audit;
  if (folder === undefined) return undefined;
  const [{ createAudit }, { auditPlace }] = await Promise.all([
    import('../../actions/audit/audit.ts'),
    import('../../effects/audits.ts'),
  ]);
  return createAudit(auditPlace(folder, environment));
}

/** A folder on this machine is not the one that workers elsewhere look at. */
export function isShared(folder: string | undefined): boolean {
  return folder?.startsWith('s3://') === true;
}

/** Why all actions are stopped, by what can be asked, in the words that every command and worker uses. */
export async function stopped(desk: Desk, ledger: Ledger | undefined): Promise<string | undefined> {
  const { killedBy } = await import('../../actions/ending/holding.ts');
  return killedBy({ audit: await auditOf(desk), enabled: desk.config.revocation.enabled, ledger });
}

/** What a place says of the kill switch: who pulled it there, if anybody; or why it cannot be asked. */
export type SwitchAnswer =
  | { readonly kind: 'pulled'; readonly by: string }
  | { readonly kind: 'released' }
  | { readonly kind: 'unknown'; readonly why: string };

/** What both places say; `folder`: undefined if there is no audit folder. */
export interface SwitchSeen {
  readonly ledger: SwitchAnswer;
  readonly folder: SwitchAnswer | undefined;
}

/** A place's answer. `by`: who pulled the switch there; undefined if nobody did. */
export function asked(by: string | undefined): SwitchAnswer {
  return by === undefined ? { kind: 'released' } : { kind: 'pulled', by };
}

/** What the audit folder says; undefined if there is none. */
export async function askFolder(desk: Desk): Promise<SwitchAnswer | undefined> {
  const audit = await auditOf(desk);
  if (audit === undefined) return undefined;
  try {
    const last = await audit.switched();
    return asked(last?.pulled === true ? last.by : undefined);
  } catch (thrown) {
    desk.signal.throwIfAborted();
    return { kind: 'unknown', why: reasonOf(thrown) };
  }
}

/** Pulls the switch in the ledger, or releases it there (`by` undefined). Why that failed; undefined if it did not. */
export async function switchLedger(
  { signal }: Desk,
  link: RedisLink | string,
  by: string | undefined,
): Promise<string | undefined> {
  if (typeof link === 'string') return link;
  try {
    await link.ledger.kill(by);
    return undefined;
  } catch (thrown) {
    signal.throwIfAborted();
    return failedOnTheWay(reasonOf(thrown)).message;
  }
}
