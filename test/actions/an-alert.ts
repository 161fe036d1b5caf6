import type { Alert } from '../../src/core/action/alert.ts';
import type { Finding } from '../../src/core/finding/finding.ts';
import { aFinding } from '../report/a-finding.ts';

/** An alert about alice, who took ProdAdmin: revoked, with forty-one more since. */
export function anAlert(finding: Partial<Finding> = {}, alert: Partial<Alert> = {}): Alert {
  const actions = [
    {
      action: 'revoke-session',
      actionId: 'rw-7Q2M',
      mode: 'auto',
      outcome: 'applied',
      detail: 'ProdAdmin/fix until 03:14',
    },
  ];
  return {
    finding: { ...aFinding(), actions, ...finding },
    more: 41,
    effect: 'finding-1|critical|rw-7Q2M:applied',
    procedure: ['Ask alice whether it was her.', 'If not, deactivate AKIAALICEKEYEXAMPLE.'],
    ...alert,
  };
}

/** The same alert with one text in every field that a caller, or a database about the caller, fills. */
export function poisoned(text: string): Alert {
  const { finding } = anAlert();
  return anAlert({
    id: text,
    summary: `alice, with ${text}, assumed ${text}`,
    event: {
      ...finding.event,
      eventId: text,
      sharedEventId: text,
      eventName: text,
      errorCode: text,
      region: text,
      recipientAccountId: text,
      outcome: 'denied',
    },
    actor: { ...finding.actor, key: text, name: text, arn: text, accountId: text, sourceIdentity: text },
    origin: { kind: 'ip', ip: text, country: text, city: text, asn: 64_500, network: text, service: text },
    role: { arn: text, accountId: text, name: text },
    session: { accessKeyId: text, name: text, expiresAt: null, sourceIdentity: text },
    lineage: finding.lineage.map((entry) => ({
      ...entry,
      accessKeyId: text,
      actor: { ...entry.actor, key: text, name: text },
      role: `arn:aws:iam::1:role/${text}`,
      place: text,
      network: text,
      client: text,
    })),
    cause: text,
    signals: finding.signals.map((signal) => ({
      ...signal,
      summary: `saw ${text}`,
      evidence: { client: text, [text]: text },
    })),
    context: finding.context.map((note) => ({ ...note, reason: text })),
    actions: finding.actions.map((action) => ({ ...action, detail: text })),
    group: text,
  });
}
