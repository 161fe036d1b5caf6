import type { Alert } from '../core/action/alert.ts';
import { actionWords, stepsOf } from './alert-actions.ts';
import { alertSubject } from './alert-headline.ts';
import { MOST_OF_STEP } from './alert-words.ts';
import { encodeText } from './encode.ts';

const VALUE = 128;
const RULES = 20;

/** Fields by which alerts may be filtered. Texts are encoded, at most 128 characters long, and never empty. */
export interface AlertFields {
  readonly level: string;
  readonly score: number;
  readonly actorKind: string;
  readonly account?: string;
  readonly region?: string;
  readonly role?: string;
  readonly rules?: readonly string[];
}

/** The fields of an alert; those without a value are left out. */
export function alertFields({ finding }: Alert): AlertFields {
  const { level, score, actor, event, role, signals } = finding;
  const account = role?.accountId ?? event.recipientAccountId;
  const rules = [...new Set(signals.map(({ ruleId }) => short(ruleId)))].slice(0, RULES);
  return {
    level,
    score,
    actorKind: short(actor.kind),
    ...(given(account) ? { account: short(account) } : {}),
    ...(given(event.region) ? { region: short(event.region) } : {}),
    ...(given(role?.name) ? { role: short(role.name) } : {}),
    ...(rules.length === 0 ? {} : { rules }),
  };
}

/** The fields of an alert's log line, encoded: somebody may read the log on a terminal. */
export function alertLogFields(alert: Alert): object {
  const { finding, more } = alert;
  const { id, time, summary, actor, cause } = finding;
  return {
    finding: short(id),
    time: short(time),
    ...alertFields(alert),
    actor: short(actor.name),
    summary: encodeText(summary, 400),
    cause: cause === null ? null : short(cause),
    more,
    actions: actionWords(finding).map(({ said }) => said),
    steps: stepsOf(alert).map((step) => encodeText(step, MOST_OF_STEP)),
    subject: alertSubject(alert),
  };
}

function given(text: string | null | undefined): text is string {
  return text !== null && text !== undefined && text !== '';
}

function short(text: string): string {
  return encodeText(text, VALUE);
}
