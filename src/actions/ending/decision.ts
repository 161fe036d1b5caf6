import type { AlertLedger } from '../../core/action/alert-ledger.ts';
import type { Finding } from '../../core/finding/finding.ts';
import { fieldOf } from '../../core/text/json.ts';

/** What was decided about a finding, in the words of its alert. */
export interface Decision {
  readonly actions: Finding['actions'];
  readonly procedure: readonly string[];
}

/**
 * Keeps what was decided, so that an alert that is sent late says that, instead of that the event is now too old to act
 * on.
 */
export async function keepDecision(
  ledger: AlertLedger,
  finding: Finding,
  { actions, procedure }: Decision,
): Promise<void> {
  await ledger.decide(nameOf(finding), JSON.stringify({ actions, procedure }));
}

/** What was decided about a finding earlier; undefined if nothing was kept. */
export async function decisionOf(ledger: AlertLedger, finding: Finding): Promise<Decision | undefined> {
  const value: unknown = JSON.parse((await ledger.decided(nameOf(finding))) ?? 'null');
  return isDecision(value) ? value : undefined;
}

/** A key for the copy of a call that a finding is about. */
export function copyOf({ event }: Finding): string {
  return `${event.eventId}|${event.recipientAccountId ?? ''}`;
}

/** The name under which it is kept: one for each copy of a call, since each is judged by itself. */
function nameOf(finding: Finding): string {
  return `${finding.id}|${copyOf(finding)}`;
}

/** A shallow check is enough: only this module writes such text. */
function isDecision(value: unknown): value is Decision {
  return ['actions', 'procedure'].every((name) => Array.isArray(fieldOf(value, name)));
}
