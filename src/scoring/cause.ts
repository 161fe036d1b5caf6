import { DAY } from '../core/days.ts';
import type { StsEvent } from '../core/event.ts';
import type { Signal } from '../core/finding.ts';

/** From this many points a misuse signal is part of the cause. */
const CAUSAL = 20;

interface Alerted {
  readonly id: string;
  readonly time: number;
  readonly score: number;
}

/** Remembers the alerts of the last 24 h of event time, so that one cause alerts once. */
export interface Causes {
  /** The first finding's id if this one repeats it without a higher score; null if it is an alert of its own. */
  repeatOf(cause: string, alert: Alerted): string | null;
}

/**
 * What makes two alerts one: actor, role name, and the misuse rules that carry them. A role that was refused is
 * not part of it: sixteen refusals are one enumeration. Many machines share a workload's role, and theft from two is
 * told apart by where their credentials are used: session names come and go with every machine (ADR 0026).
 */
export function causeText(event: StsEvent, signals: readonly Signal[]): string {
  const rules = signals
    .filter(({ family, points }) => family === 'misuse' && points >= CAUSAL)
    .map(({ ruleId }) => ruleId)
    .sort();
  const role = event.outcome === 'success' ? (event.role?.name ?? '') : '';
  return JSON.stringify([event.actor.key, role, rules, ...whereUsed(event, rules)]);
}

/** Some workloads are told by who took their session only, which the rule knows. */
function whereUsed({ actor, origin, outcome }: StsEvent, rules: readonly string[]): readonly string[] {
  const isWorkload = actor.workload !== undefined || rules.includes('workload-credentials-outside');
  if (outcome !== 'success' || !isWorkload || actor.workload === 'pipeline') return [];
  return origin.kind === 'ip' && origin.network !== undefined ? [origin.network.key] : [];
}

/** So many causes are held before those that are over are looked for. */
const FEW = 1_000;

export function createCauses(): Causes {
  const first = new Map<string, Alerted>();
  let most = FEW;
  return {
    repeatOf(cause, alert) {
      const known = first.get(cause);
      if (known === undefined || alert.time - known.time > DAY) {
        if (first.size >= most) {
          prune(first, alert.time);
          // from time to time: a flood of causes must not walk over all of them with each
          most = Math.max(FEW, 2 * first.size);
        }
        first.set(cause, alert);
        return null;
      }
      if (known.id === alert.id) return null;
      if (alert.score <= known.score) return known.id;
      first.set(cause, { ...known, score: alert.score });
      return null;
    },
  };
}

function prune(first: Map<string, Alerted>, now: number): void {
  for (const [cause, { time }] of first) if (now - time > DAY) first.delete(cause);
}
