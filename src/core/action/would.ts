import type { Finding } from '../finding/finding.ts';
import type { ActionOutcome } from '../finding/outcomes.ts';
import type { Acted, ActionMode, JudgedEvent } from './acting.ts';
import { withoutEnded } from './bystanders.ts';
import { type Considered, consider, type RevocationRules } from './guards.ts';
import type { Intent } from './intent.ts';
import type { Irrevocable } from './owned-by-aws.ts';
import { procedureFor } from './procedure.ts';

type ActionEntry = Finding['actions'][number];

/**
 * What would have been done had the event come live, from a trusted source and at once: for replay, which can do
 * nothing. The ledger's guard-rails (caps, breaker, kill switch) and the role as it is in IAM are not asked.
 */
export function wouldHave(judged: JudgedEvent, rules: RevocationRules): Acted {
  const live = { ...judged, finding: { ...judged.finding, trusted: true } };
  const considered = consider(live, rules, judged.event.time, 'recorded');
  const entry = entryFor(considered);
  const entries = entry === undefined ? [] : [entry];
  return {
    finding: withActions(judged.finding, entries, procedureFor(judged, considered, 'recorded')),
    settled: true,
  };
}

/** A finding with what was done about it, or would have been, and what is left to a person. */
export function withActions(
  finding: Finding,
  actions: readonly ActionEntry[],
  steps: readonly string[],
): Finding {
  return { ...finding, actions, ...(steps.length > 0 && { steps }) };
}

/** The same of a batch: what would have been ended by itself, too, is no bystander. */
export function wouldHaveAll(judged: readonly JudgedEvent[], rules: RevocationRules): readonly Acted[] {
  const live = judged.map((one) => ({ ...one, finding: { ...one.finding, trusted: true } }));
  const spared = withoutEnded(live, rules, ({ time }) => time);
  return judged.map((one, at) =>
    wouldHave({ ...one, bystanders: spared[at]?.bystanders ?? one.bystanders }, rules),
  );
}

function entryFor(considered: Considered): ActionEntry | undefined {
  switch (considered.kind) {
    case 'nothing':
      return undefined;
    case 'by-hand':
      return byHandEntry(considered.why);
    case 'held': {
      const { guard, intent, mode, reason } = considered;
      return actionEntry(intent, mode, 'would-refuse', `${guard}: ${reason}`);
    }
    case 'go':
      return wouldEntry(considered, considered.mode);
  }
}

/** A revocation that nobody carries out: in shadow mode, or offline. */
export function wouldEntry(
  { intent, notes }: { readonly intent: Intent; readonly notes: readonly string[] },
  mode: ActionMode,
): ActionEntry {
  const { accountId, kind, name } = intent.target;
  const what = intent.scope === 'session' ? `session ${intent.userid}` : 'all sessions';
  const detail = [`deny ${what} of ${kind} ${name} in ${accountId}`, ...notes].join('; ');
  return actionEntry(intent, mode, mode === 'confirm' ? 'would-wait' : 'would-apply', detail);
}

/** What only a person can do: `impossible` for a policy, or `advised`, where nothing was issued. */
export function byHandEntry({ reason, summary }: Irrevocable): ActionEntry {
  return actionEntry(undefined, 'by-hand', reason === 'used' ? 'advised' : 'impossible', summary);
}

/** One entry of a finding's `actions`. */
export function actionEntry(
  intent: Intent | undefined,
  mode: string,
  outcome: ActionOutcome,
  detail: string,
): ActionEntry {
  const action = intent?.scope === 'role' ? 'revoke-role' : 'revoke-session';
  return { action, actionId: intent?.actionId ?? null, mode, outcome, detail };
}
