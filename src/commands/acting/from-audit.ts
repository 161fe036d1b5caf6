import type { AuditPlace } from '../../actions/audit/place.ts';
import { codeOf, reasonOf } from '../../core/errors.ts';
import type { Desk } from './acting.ts';

/** What the audit folder says of an action. `unread`: why it could not be read, so that it may say something all the same. */
export interface FromAudit<T> {
  readonly said: T | undefined;
  readonly unread: string | undefined;
}

/** What the audit folder says of an action; nothing if there is none. */
export async function fromAudit<T>(
  desk: Pick<Desk, 'config' | 'environment'>,
  actionId: string,
  what: (place: AuditPlace, actionId: string) => Promise<T | undefined>,
): Promise<FromAudit<T>> {
  const { folder } = desk.config.revocation.audit;
  if (folder === undefined) return { said: undefined, unread: undefined };
  try {
    const { auditPlace } = await import('../../effects/audits.ts');
    const said = await what(auditPlace(folder, desk.environment), actionId);
    return { said, unread: undefined };
  } catch (thrown) {
    const code = codeOf(thrown);
    const reason = reasonOf(thrown);
    const told = code === 'Unknown' || reason.startsWith(code) ? reason : `${code}: ${reason}`;
    return { said: undefined, unread: `audit folder ${folder} cannot be read: ${told}` };
  }
}
