import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import type { Alert } from '../core/action/alert.ts';
import type { Finding, Level, Signal } from '../core/finding/finding.ts';
import { actionWords, stepsOf } from './alert-actions.ts';
import { alertSubject } from './alert-headline.ts';
import { explainLine } from './alert-words.ts';
import { type Hub, resources } from './asff-resources.ts';
import { capped, MOST, wholeSteps } from './asff-text.ts';

type Severity = 'INFORMATIONAL' | 'LOW' | 'MEDIUM' | 'HIGH' | 'CRITICAL';

const SEVERITY: Readonly<Record<Level, Severity>> = {
  info: 'INFORMATIONAL',
  low: 'LOW',
  medium: 'MEDIUM',
  high: 'HIGH',
  critical: 'CRITICAL',
};

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
    Id: capped(id, MOST.id),
    ProductArn: product,
    ProductName: 'Rolewarden',
    CompanyName: 'Rolewarden',
    GeneratorId: capped(`rolewarden/${strongestFirst(finding.signals)[0]?.ruleId ?? 'none'}`, MOST.id),
    AwsAccountId: hub.accountId,
    Types: types(finding),
    CreatedAt: time,
    FirstObservedAt: time,
    LastObservedAt: time,
    UpdatedAt: now.toISOString(),
    Severity: { Label: SEVERITY[level], Original: String(score) },
    Title: capped(alertSubject(alert), MOST.title),
    Description: capped(describe(finding), MOST.description),
    ...(steps.length === 0
      ? {}
      : {
          Remediation: {
            Recommendation: { Text: capped(wholeSteps(steps, MOST.recommendation), MOST.recommendation) },
          },
        }),
    ProductFields: productFields(alert),
    Resources: resources(finding, hub),
    RecordState: 'ACTIVE',
  };
}

function describe({ summary, signals }: Finding): string {
  const sorted = strongestFirst(signals);
  // the summary ends with the reason that tells most
  const told = sorted.find((one) => summary.endsWith(`: ${one.summary}`));
  const reasons = sorted.filter((one) => one !== told).map((one) => `+${one.points} ${one.summary}`);
  return [told === undefined ? summary : `${summary} (+${told.points})`, ...reasons].join('; ');
}

function types({ signals }: Finding): string[] {
  const misuse = signals.some(({ family }) => family === 'misuse');
  return [...(misuse ? ['TTPs/Credential Access'] : []), 'Unusual Behaviors/User'];
}

function strongestFirst(signals: readonly Signal[]): readonly Signal[] {
  return [...signals].sort((a, b) => b.points - a.points);
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
      value === null || value === '' ? [] : [[`rolewarden/${name}`, capped(value, MOST.field)]],
    ),
  );
}
