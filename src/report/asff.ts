import type { AwsSecurityFinding, Resource } from '@aws-sdk/client-securityhub';
import type { Alert } from '../core/action/alert.ts';
import type { Finding, Level } from '../core/finding/finding.ts';
import { actionWords, stepsOf } from './alert-actions.ts';
import { alertSubject } from './alert-headline.ts';
import { explainLine } from './alert-words.ts';
import { encodeText } from './encode.ts';

/** The Security Hub that takes the finding; its default product is named after the account. */
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
/** The most characters that Security Hub takes in each text. */
const MOST = { id: 512, title: 256, description: 1_024, recommendation: 512, field: 2_048, name: 64 };
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,512}$/;
const KEY = /^[A-Z0-9]{16,128}$/;

/**
 * An alert as a finding of Security Hub (ASFF 2018-10-08). It has the id of the finding, so sending it again updates
 * it; `now` is the time of the update.
 */
export function toAsff(alert: Alert, hub: Hub, now: Date): AwsSecurityFinding {
  const { finding } = alert;
  const steps = stepsOf(alert);
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
    ...(steps.length === 0
      ? {}
      : {
          Remediation: {
            Recommendation: { Text: text(inFull(steps, MOST.recommendation), MOST.recommendation) },
          },
        }),
    ProductFields: productFields(alert),
    Resources: resources(finding, hub),
    RecordState: 'ACTIVE',
  };
}

function describe({ summary, signals }: Finding): string {
  const sorted = [...signals].sort((a, b) => b.points - a.points);
  // the summary ends with the reason that tells most
  const told = sorted.find((one) => summary.endsWith(`: ${one.summary}`));
  const reasons = sorted.filter((one) => one !== told).map((one) => `+${one.points} ${one.summary}`);
  return [told === undefined ? summary : `${summary} (+${told.points})`, ...reasons].join('; ');
}

/** As many numbered steps as fit, each whole: nobody must paste half a command. */
function inFull(steps: readonly string[], most: number): string {
  let kept = '';
  for (const [at, step] of steps.entries()) {
    const next = `${kept}${at === 0 ? '' : ' '}${at + 1}. ${encodeText(step)}`;
    // leaves room for the sign that there are more
    if (next.length > most - (at === steps.length - 1 ? 0 : 2)) return kept === '' ? next : `${kept} …`;
    kept = next;
  }
  return kept;
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
  const explain = explainLine(finding);
  return Object.fromEntries(
    Object.entries({
      score: String(score),
      more: String(more),
      actor: actor.key,
      address: origin.ip,
      eventName: event.eventName,
      eventAccount: event.recipientAccountId,
      eventRegion: event.region,
      actions: actionWords(finding)
        .map(({ said }) => said)
        .join('; '),
      rules: signals.map(({ ruleId }) => ruleId).join(','),
      cause,
      explain,
    }).flatMap(([name, value]) =>
      value === null || value === '' ? [] : [[`rolewarden/${name}`, text(value, MOST.field)]],
    ),
  );
}

/** The role and the key that was issued, or the account if neither is known. */
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

/** The partition, if Security Hub's format knows it. Else it is left out: `aws` would be false. */
function partitionIn(partition: string): { readonly Partition?: 'aws' | 'aws-cn' | 'aws-us-gov' } {
  const known = partition === 'aws' || partition === 'aws-cn' || partition === 'aws-us-gov';
  return known ? { Partition: partition } : {};
}

/** Encoded text that is never empty, and never longer than `most` characters. */
function text(value: string, most: number): string {
  const whole = encodeText(value, most);
  const safe = whole.length <= most ? whole : encodeText(value, Math.floor(most / 2));
  return safe.trim() === '' ? '-' : safe;
}
