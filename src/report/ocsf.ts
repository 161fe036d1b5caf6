import type { Finding, Level, Signal } from '../core/finding/finding.ts';
import type { ActionOutcome } from '../core/finding/outcomes.ts';
import { stepsOf } from './alert-actions.ts';
import { encodeJson } from './encode.ts';

/** Version of the Open Cybersecurity Schema Framework that the records follow. */
const OCSF_VERSION = '1.8.0';
const SEVERITY: Readonly<Record<Level, number>> = { info: 1, low: 2, medium: 3, high: 4, critical: 5 };
const RISK: Readonly<Record<Level, number>> = { info: 0, low: 1, medium: 2, high: 3, critical: 4 };

type Techniques = (ruleId: string) => readonly string[];

/** Outcomes of a revocation that was told of before: the record is an Update, not a Create. */
const TOLD_BEFORE: ReadonlySet<string> = new Set<ActionOutcome>(['rewritten', 'tampered']);

/** A finding as an OCSF Detection Finding (class 2004), a line. `also`: for `unmapped`; `steps`: for `remediation`. */
export function toOcsf(
  finding: Finding,
  product: { readonly version: string; readonly techniques: Techniques },
  also: Readonly<Record<string, unknown>> = {},
  steps: readonly string[] = stepsOf({ finding, procedure: finding.steps ?? [] }, 'recorded'),
): string {
  const time = Date.parse(finding.time);
  const { level, signals } = finding;
  const activity = finding.actions.some(({ outcome }) => TOLD_BEFORE.has(outcome)) ? 2 : 1;
  return `${encodeJson({
    activity_id: activity,
    category_uid: 2,
    class_uid: 2004,
    type_uid: 200_400 + activity,
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
    ...given('remediation', steps.length > 0 ? { desc: steps.join('\n') } : null),
    unmapped: {
      cause: finding.cause,
      repeat_of: finding.repeatOf,
      degraded: finding.degraded,
      actions: finding.actions,
      actor_key: finding.actor.key,
      session: finding.session,
      lineage: finding.lineage,
      signals: signals.map(({ ruleId, family, points, summary }) => ({ ruleId, family, points, summary })),
      context: finding.context,
      unknown: finding.unknown,
      ...also,
    },
  })}\n`;
}

function findingInfo(finding: Finding, time: number, techniques: Techniques): object {
  const { id, summary, event, signals } = finding;
  const [first, ...related] = [...signals].sort((a, b) => b.points - a.points).map(analytic);
  const ids = [...new Set(signals.flatMap(({ ruleId }) => techniques(ruleId)))].sort();
  return {
    uid: id,
    title: summary,
    desc: signals.map((signal) => `${signal.summary} (+${signal.points})`).join('; ') || summary,
    created_time: time,
    ...given('analytic', first),
    ...given('related_analytics', related.length > 0 ? related : null),
    ...given('attacks', ids.length > 0 ? ids.map(attack) : null),
    related_events: [{ uid: event.eventId, type: event.eventName }],
    types: [...new Set(signals.map(({ family }) => family))],
  };
}

/** The rule of a signal as an OCSF analytic; `type_id` 1 is a rule. */
function analytic({ ruleId, family }: Signal): object {
  return { uid: ruleId, name: ruleId, category: family, type: 'Rule', type_id: 1 };
}

/** `T1078.004` is a sub-technique of `T1078`. */
function attack(uid: string): object {
  const [technique = uid] = uid.split('.');
  return { technique: { uid: technique }, ...(technique === uid ? {} : { sub_technique: { uid } }) };
}

function evidence({ actor, event, origin }: Finding): object {
  const endpoint = {
    ...given('ip', origin.ip),
    ...given('svc_name', origin.service),
    ...given('location', origin.country && { country: origin.country, ...given('city', origin.city) }),
    ...given('autonomous_system', origin.asn && { number: origin.asn, ...given('name', origin.network) }),
  };
  return {
    actor: {
      user: {
        ...given('name', actor.name),
        uid: actor.arn ?? actor.key,
        ...given('account', actor.accountId && { uid: actor.accountId }),
        ...given('credential_uid', actor.accessKeyId),
      },
    },
    api: {
      operation: event.eventName,
      service: { name: event.eventSource },
      ...given('response', event.errorCode && { error: event.errorCode }),
    },
    // OCSF wants an address or a service in an endpoint: other origins have neither.
    ...given('src_endpoint', Object.keys(endpoint).length > 0 ? endpoint : null),
  };
}

function observables({ actor, origin, role, session }: Finding): readonly object[] {
  const all = [
    { name: 'evidences[].src_endpoint.ip', type: 'IP Address', type_id: 2, value: origin.ip },
    { name: 'evidences[].actor.user.name', type: 'User Name', type_id: 4, value: actor.name },
    { name: 'resources[].uid', type: 'Resource UID', type_id: 10, value: role?.arn },
    {
      name: 'unmapped.session.accessKeyId',
      type: 'AWS access key ID',
      type_id: 99,
      value: session?.accessKeyId,
    },
  ];
  return all.filter(({ value }) => value !== null && value !== undefined && value !== '');
}

/** An object with the field, or without it if it has no value: OCSF has no nulls. */
function given(name: string, value: unknown): object {
  return value === null || value === undefined || value === '' || value === 0 ? {} : { [name]: value };
}
