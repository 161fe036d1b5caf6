import type { Audit } from '../../actions/audit/audit.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import type { Desk } from './acting.ts';

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

/** Who pulled the kill switch, by what can be asked: the ledger, if it is there, and the audit folder. */
export async function pulled(desk: Desk, ledger: Ledger | undefined): Promise<string | undefined> {
  const { pulledBy } = await import('../../actions/audit/switch.ts');
  return pulledBy(ledger, await auditOf(desk));
}
