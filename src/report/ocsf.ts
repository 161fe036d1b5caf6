import type { Finding, Level } from '../core/finding.ts';
import { encodeJson } from './encode.ts';

/** Version of the Open Cybersecurity Schema Framework that the records follow. */
const OCSF_VERSION = '1.8.0';
const SEVERITY: Readonly<Record<Level, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const RISK: Readonly<Record<Level, number>> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

/** One finding as an OCSF Detection Finding (class 2004, activity Create), one line. */
export function toOcsf(
  finding: Finding,
  product: { readonly version: string; readonly techniques: (ruleId: string) => readonly string[] },
): string {
  const time = Date.parse(finding.time);
  const { level, signals } = finding;
  return `${encodeJson({
    activity_id: 1,
    category_uid: 2,
    class_uid: 2004,
    type_uid: 200_401,
    severity_id: SEVERITY[level],
    risk_level_id: RISK[level],
    risk_score: finding.score,
    status_id: 1,
    is_alert: (level === 'high' || level === 'critical') && finding.repeatOf === null,
    time,
    start_time: time,
    end_time: time,
    message: finding.summary,
    metadata: {
      version: OCSF_VERSION,
      product: { name: 'Rolewarden', vendor_name: 'Rolewarden', version: product.version },
      profiles: ['cloud'],
    },
    cloud: {
      provider: 'AWS',
      ...given('region', finding.event.region),
      ...given('account', finding.event.recipientAccountId && { uid: finding.event.recipientAccountId }),
    },
    finding_info: findingInfo(finding, time, product.techniques),
    evidences: [evidence(finding)],
    resources:
      finding.role === null
        ? []
        : [{ type: 'AWS::IAM::Role', uid: finding.role.arn, name: finding.role.name }],
    observables: observables(finding),
    unmapped: {
      cause: finding.cause,
      repeat_of: finding.repeatOf,
      degraded: finding.degraded,
      lineage: finding.lineage,
      signals: signals.map(({ ruleId, family, points, summary }) => ({ ruleId, family, points, summary })),
    },
  })}\n`;
}

function findingInfo(
  finding: Finding,
  time: number,
  techniques: (ruleId: string) => readonly string[],
): object {
  const ids = [...new Set(finding.signals.flatMap(({ ruleId }) => techniques(ruleId)))].sort();
  return {
    uid: finding.id,
    title: finding.summary,
    created_time: time,
    analytic: { name: 'Rolewarden', type_id: 1, uid: finding.signals.map(({ ruleId }) => ruleId).join(',') },
    attacks: ids.map((uid) => ({ technique: { uid } })),
    types: [...new Set(finding.signals.map(({ family }) => family))],
  };
}

function evidence({ actor, event, origin, session }: Finding): object {
  return {
    actor: {
      user: {
        name: actor.name,
        ...given('uid', actor.arn),
        ...given('account', actor.accountId && { uid: actor.accountId }),
      },
      ...given(
        'session',
        session?.accessKeyId && { uid: session.accessKeyId, credential_uid: session.accessKeyId },
      ),
    },
    api: {
      operation: event.eventName,
      service: { name: 'sts.amazonaws.com' },
      request: { uid: event.eventId },
      response: { ...given('error', event.errorCode) },
    },
    src_endpoint: {
      ...given('ip', origin.ip),
      ...given('svc_name', origin.service),
      ...given('location', origin.country && { country: origin.country, ...given('city', origin.city) }),
      ...given('autonomous_system', origin.asn && { number: origin.asn, ...given('name', origin.network) }),
    },
  };
}

function observables({ actor, origin, session }: Finding): readonly object[] {
  const all = [
    { name: 'evidences[].src_endpoint.ip', type_id: 2, value: origin.ip },
    { name: 'evidences[].actor.user.name', type_id: 4, value: actor.name },
    { name: 'evidences[].actor.session.uid', type_id: 10, value: session?.accessKeyId ?? null },
  ];
  return all.filter(({ value }) => value !== null);
}

/** A field only where it has a value: OCSF has no nulls. */
function given(name: string, value: unknown): object {
  return value === null || value === undefined || value === '' || value === 0 ? {} : { [name]: value };
}
