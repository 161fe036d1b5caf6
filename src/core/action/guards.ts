import { isConclusive } from '../finding/conclusive.ts';
import type { Finding } from '../finding/finding.ts';
import type { ActionMode, JudgedEvent } from './acting.ts';
import { holderSteps } from './held-by.ts';
import { type HowToRevoke, type Intent, intentOf } from './intent.ts';
import type { Irrevocable } from './owned-by-aws.ts';
import type { ReadWhen } from './read-when.ts';
import { usedSession } from './used.ts';

/** The guard-rails that need no question to anybody, in the order in which they are asked. */
export const GUARDS = ['protected', 'source', 'age', 'clock', 'store', 'evidence'] as const;
export type Guard = (typeof GUARDS)[number];

/** What the configuration says of revocations. */
export interface RevocationRules {
  /** The account's mode, or the general one; the most careful of it and of the rules that the finding rests on. */
  mode(finding: Finding, accountId: string): ActionMode;
  scope(roleArn: string): HowToRevoke['scope'];
  /** By the configuration alone; what IAM says of the role is asked when it is acted on. */
  isProtected(arn: string): boolean;
  /** Milliseconds after the event in which Rolewarden acts by itself. */
  readonly maxAge: number;
  readonly digest: (text: string) => string;
}

/** What is to become of a critical finding. */
export type Considered =
  /** Not critical, or revocation is off: nothing to say. */
  | { readonly kind: 'nothing' }
  /** No policy can end it, or none was issued to be ended by itself: a person has to, and this is how. */
  | { readonly kind: 'by-hand'; readonly why: Irrevocable }
  /** A guard-rail says no; the finding tells which. */
  | {
      readonly kind: 'held';
      readonly intent: Intent;
      readonly mode: Exclude<ActionMode, 'off'>;
      readonly guard: Guard;
      readonly reason: string;
    }
  | {
      readonly kind: 'go';
      readonly mode: Exclude<ActionMode, 'off'>;
      readonly intent: Intent;
      readonly notes: readonly string[];
    };

/** What a person must know before a deny that may meet somebody else. */
export const MET =
  'another session of this role with the same name was issued within ten seconds: the deny may hit both';

/** Clocks may differ by this much. Beyond it one is wrong: events come from the future, or are too old too soon. */
export const SKEW = 30_000;

/** Asks the guard-rails. Pure: `now` is the ledger's clock. */
export function consider(
  judged: JudgedEvent,
  rules: RevocationRules,
  now: number,
  readWhen: ReadWhen = 'live',
): Considered {
  const { event, finding } = judged;
  if (finding.level !== 'critical') return { kind: 'nothing' };
  if (event.grant === undefined || event.outcome !== 'success') {
    const why = usedSession(event, finding.lineage, readWhen);
    return why === undefined ? { kind: 'nothing' } : { kind: 'by-hand', why };
  }
  const found = intentOf(event, { scope: rules.scope(event.role?.arn ?? ''), digest: rules.digest });
  if (found.kind === 'irrevocable') return { kind: 'by-hand', why: found.why };
  const { intent } = found;
  const mode = rules.mode(finding, intent.target.accountId);
  if (mode === 'off') return { kind: 'nothing' };
  const refusal = refused(judged, intent, rules, now);
  if (refusal !== undefined) return { kind: 'held', intent, mode, ...refusal };
  const notes = [
    ...(judged.bystanders.length > 0 ? [MET] : []),
    ...(intent.heldBy === undefined ? [] : holderSteps(intent.heldBy)),
    ...(intent.scope === 'role' ? ['ends every session of the role issued up to then'] : []),
  ];
  return {
    kind: 'go',
    mode: mode === 'auto' && judged.bystanders.length > 0 ? 'confirm' : mode,
    intent,
    notes,
  };
}

function refused(
  { event, finding }: JudgedEvent,
  { target }: Intent,
  { isProtected, maxAge }: RevocationRules,
  now: number,
): { readonly guard: Guard; readonly reason: string } | undefined {
  const age = now - event.time;
  if (isProtected(target.arn))
    return { guard: 'protected', reason: `Rolewarden ends no session of ${target.name}` };
  if (!finding.trusted)
    return { guard: 'source', reason: 'the event came from a source that is not trusted' };
  if (age > maxAge) {
    return { guard: 'age', reason: `the event is ${minutes(age)} old, the limit is ${minutes(maxAge)}` };
  }
  if (age < -SKEW) {
    return { guard: 'clock', reason: `the event is ${Math.round(-age / 1_000)} s ahead of the clock` };
  }
  if (finding.degraded) return { guard: 'store', reason: 'the store was down: the verdict is incomplete' };
  const families = new Set(finding.signals.map(({ family }) => family));
  if (families.size < 2 && !finding.signals.some(isConclusive)) {
    return { guard: 'evidence', reason: 'signals of only one family, none of them conclusive' };
  }
  return undefined;
}

function minutes(ms: number): string {
  return `${Math.round(ms / 60_000)} min`;
}
