import type { Finding } from '../core/finding.ts';
import type { AlertLedger } from '../core/ledger.ts';

/** What was decided of a finding, in the words of its alert. */
export interface Decision {
  readonly actions: Finding['actions'];
  readonly procedure: readonly string[];
}

/** Keeps what was decided: a sink that hears of it late hears the same, and not that the event is too old by now. */
export async function keepDecision(
  ledger: AlertLedger,
  finding: Finding,
  { actions, procedure }: Decision,
): Promise<void> {
  await ledger.decide(nameOf(finding), JSON.stringify({ actions, procedure }));
}

/** What was decided of a finding before; undefined if nothing was, or all sinks have heard of it. */
export async function decisionOf(ledger: AlertLedger, finding: Finding): Promise<Decision | undefined> {
  const value: unknown = JSON.parse((await ledger.decided(nameOf(finding))) ?? 'null');
  return isDecision(value) ? value : undefined;
}

/** Which copy of a call a finding is of. */
export function copyOf({ event }: Finding): string {
  return `${event.eventId}|${event.recipientAccountId ?? ''}`;
}

/** Each copy of a call is judged, and so decided, by itself. */
function nameOf(finding: Finding): string {
  return `${finding.id}|${copyOf(finding)}`;
}

/** Only this module writes such text. */
function isDecision(value: unknown): value is Decision {
  return (
    typeof value === 'object' &&
    value !== null &&
    'actions' in value &&
    Array.isArray(value.actions) &&
    'procedure' in value &&
    Array.isArray(value.procedure)
  );
}
