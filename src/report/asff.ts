import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub';
import type { Alert } from '../core/alert.ts';
import type { Finding, Level } from '../core/finding.ts';
import { alertSubject, explainCommand } from './alert-words.ts';
import { encodeText } from './encode.ts';

/** Whose Security Hub takes the finding: its default product has the account's own number. */
export interface Hub {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

const SEVERITY: Readonly<Record<Level, Severity>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};
/** Lengths that Security Hub takes. */
const MOST = { id: 512, title: 256, description: 1_024, recommendation: 512, field: 2_048, name: 64 };
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const KEY = /^[A-Z0-9]{16,128}$/;

/**
 * An alert as a finding of Security Hub (ASFF 2018-10-08). The id is the finding's own, so that sending it again
 * updates it; `now` is the time of the update.
 */
export function toAsff(alert: Alert, hub: Hub, now: Date): AwsSecurityFinding {
  const { finding, procedure } = alert;
  const { id, level, score, time } = finding;
  const product = `arn:${hub.partition}:securityhub:${hub.region}:${hub.accountId}:product/${hub.accountId}/default`;
  return {
    SchemaVersion: '2018-10-08',
    Id: text(id, MOST.id),
    ProductArn: product,
    ProductName: 'Rolewarden',
    CompanyName: 'Rolewarden',
    GeneratorId: text(`rolewarden/${strongest(finding)}`, MOST.id),
    AwsAccountId: hub.accountId,
    Types: types(finding),
    CreatedAt: time,
    FirstObservedAt: time,
    LastObservedAt: time,
    UpdatedAt: now.toISOString(),
    Severity: { Label: SEVERITY[level], Original: String(score) },
    Title: text(alertSubject(alert), MOST.title),
    Description: text(describe(finding), MOST.description),
    ...(procedure.length === 0
      ? {}
      : { Remediation: { Recommendation: { Text: text(procedure.join(' '), MOST.recommendation) } } }),
    ProductFields: productFields(alert),
    Resources: resources(finding, hub),
    RecordState: 'ACTIVE',
  };
}

function describe({ summary, signals }: Finding): string {
  const reasons = [...signals]
    .sort((a, b) => b.points - a.points)
    .map((one) => `+${one.points} ${one.summary}`);
  return [summary, ...reasons].join('; ');
}

function types({ signals }: Finding): string[] {
  const misuse = signals.some(({ family }) => family === 'misuse');
  return [...(misuse ? ['TTPs/Credential Access'] : []), 'Unusual Behaviors/User'];
}

function strongest({ signals }: Finding): string {
  const [first] = [...signals].sort((a, b) => b.points - a.points);
  return first?.ruleId ?? 'none';
}

function productFields({ finding, more }: Alert): Record<string, string> {
  const { score, actor, origin, event, cause, signals } = finding;
  const explain = explainCommand(finding);
  return Object.fromEntries(
    Object.entries({
      score: String(score),
      more: String(more),
      actor: actor.key,
      address: origin.ip,
      eventName: event.eventName,
      eventAccount: event.recipientAccountId,
      eventRegion: event.region,
      rules: signals.map(({ ruleId }) => ruleId).join(','),
      cause,
      explain,
    }).flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[`rolewarden/${name}`, text(value, MOST.field)]],
    ),
  );
}

/** The role, the key that was issued, and the account where neither is known. */
function resources(finding: Finding, { partition, region, accountId }: Hub): Resource[] {
  const { role, session, actor, event } = finding;
  const place = { ...partitionIn(partition), Region: region };
  const found: Resource[] = [];
  if (role !== null && ROLE.test(role.arn)) {
    const Details = { AwsIamRole: { RoleName: text(role.name, MOST.name) } };
    found.push({ Type: 'AwsIamRole', Id: role.arn, ...place, Details });
  }
  const key = session?.accessKeyId ?? null;
  if (key !== null && KEY.test(key)) {
    const Details = { AwsIamAccessKey: { AccessKeyId: key, PrincipalName: text(actor.name, MOST.name) } };
    found.push({ Type: 'AwsIamAccessKey', Id: key, ...place, Details });
  }
  if (found.length > 0) return found;
  const owner = event.recipientAccountId ?? accountId;
  return [{ Type: 'AwsAccount', Id: text(`AWS::::Account:${owner}`, MOST.id), ...place }];
}

/** A partition that Security Hub's format has a word for. It may be left out, and `aws` would be false of the others. */
function partitionIn(partition: string): { readonly Partition?: 'aws' | 'aws-cn' | 'aws-us-gov' } {
  const known = partition === 'aws' || partition === 'aws-cn' || partition === 'aws-us-gov';
  return known ? { Partition: partition } : {};
}

/** Never empty, never longer, nothing that acts: people read it on a console. */
function text(value: string, most: number): string {
  const whole = encodeText(value, most);
  const safe = whole.length <= most ? whole : encodeText(value, Math.floor(most / 2));
  return safe.trim() === '' ? '-' : safe;
}
