import type { Finding } from '../finding/finding.ts';
import { iso, type Millis } from '../time/days.ts';
import type { ActionRecord } from './ledger.ts';

const ORDER = 'order-';
const TEST = 'test-';

type Named = Pick<Finding, 'id'>;
type Made = Pick<Finding, 'version' | 'configHash'>;

/** Whether a finding is a test of alerts, which tells of nothing. */
export function isTest({ id }: Named): boolean {
  return id.startsWith(TEST);
}

/** Whether no event is behind a finding, but somebody's order. CloudTrail's ids are no such. */
export function isOrder({ id }: Named): boolean {
  return id.startsWith(ORDER) || isTest({ id });
}

/**
 * A finding for what no event was behind: a person's own order. What becomes of it later, a deny that somebody took
 * away, must reach people as everything else does.
 */
export function findingOfOrder(
  { actionId, by, intent, since }: ActionRecord,
  about: Made & Pick<Finding, 'summary'>,
): Finding {
  const { accessKeyId, expiresAt, target } = intent;
  const { accountId, arn, kind, name } = target;
  return {
    ...withoutEvent({
      id: `${ORDER}${actionId}`,
      by,
      time: since,
      eventName: 'Revocation',
      accountId,
      ...about,
    }),
    role: kind === 'role' ? { arn, accountId, name } : null,
    session:
      accessKeyId === undefined
        ? null
        : {
            accessKeyId,
            name: null,
            expiresAt: expiresAt === undefined ? null : iso(expiresAt),
          },
    group: `${by} -> ${name}`,
  };
}

/** A finding that tests alerts: critical, so that it takes the way of those that page somebody. `id`: another each time. */
export function findingOfTest(
  { by, id, time }: { readonly by: string; readonly id: string; readonly time: Millis },
  made: Made,
): Finding {
  const summary = 'This is a test of Rolewarden’s alerts: nothing has happened, and nothing is to be done';
  return withoutEvent({ id: `${TEST}${id}`, by, time, eventName: 'Test', accountId: null, summary, ...made });
}

function withoutEvent({
  accountId,
  by,
  eventName,
  id,
  time,
  ...about
}: Made &
  Pick<Finding, 'id' | 'summary'> & {
    readonly by: string;
    readonly time: Millis;
    readonly eventName: string;
    readonly accountId: string | null;
  }): Finding {
  const nowhere = { ip: null, country: null, city: null, asn: null, network: null, service: null };
  return {
    schema: 'rolewarden.finding/1',
    id,
    time: iso(time),
    score: 100,
    level: 'critical',
    summary: about.summary,
    event: {
      eventId: id,
      sharedEventId: null,
      eventSource: 'rolewarden',
      eventName,
      outcome: 'success',
      errorCode: null,
      region: null,
      recipientAccountId: accountId,
    },
    actor: { key: `order:${by}`, kind: 'unknown', name: by, arn: null, accountId: null },
    origin: { kind: 'other', ...nowhere },
    role: null,
    session: null,
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
    group: by,
    trusted: false,
    version: about.version,
    configHash: about.configHash,
  };
}
