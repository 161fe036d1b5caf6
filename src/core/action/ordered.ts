import type { Finding } from '../finding/finding.ts';
import { iso } from '../time/days.ts';
import type { ActionRecord } from './ledger.ts';

const ORDER = 'order-';

/** Whether no event is behind a finding. CloudTrail's ids are no such. */
export function isOrder({ id }: Pick<Finding, 'id'>): boolean {
  return id.startsWith(ORDER);
}

/**
 * A finding for what no event was behind: a person's own order. What becomes of it later, a deny that somebody took
 * away, must reach people as everything else does.
 */
export function findingOfOrder(
  { actionId, by, intent, since }: ActionRecord,
  about: Pick<Finding, 'summary' | 'version' | 'configHash'>,
): Finding {
  const { accessKeyId, expiresAt, target } = intent;
  const { accountId, arn, kind, name } = target;
  const time = iso(since);
  const id = `${ORDER}${actionId}`;
  const nowhere = { ip: null, country: null, city: null, asn: null, network: null, service: null };
  return {
    schema: 'rolewarden.finding/1',
    id,
    time,
    score: 100,
    level: 'critical',
    summary: about.summary,
    event: {
      eventId: id,
      sharedEventId: null,
      eventSource: 'rolewarden',
      eventName: 'Revocation',
      outcome: 'success',
      errorCode: null,
      region: null,
      recipientAccountId: accountId,
    },
    actor: { key: `order:${by}`, kind: 'unknown', name: by, arn: null, accountId: null },
    origin: { kind: 'other', ...nowhere },
    role: kind === 'role' ? { arn, accountId, name } : null,
    session:
      accessKeyId === undefined
        ? null
        : {
            accessKeyId,
            name: null,
            expiresAt: expiresAt === undefined ? null : iso(expiresAt),
          },
    lineage: [],
    lineagePartial: false,
    cause: null,
    repeatOf: null,
    signals: [],
    unknown: [],
    context: [],
    usual: null,
    degraded: false,
    actions: [],
    group: `${by} -> ${name}`,
    trusted: false,
    version: about.version,
    configHash: about.configHash,
  };
}
