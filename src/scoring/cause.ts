import { keepNewest } from '../core/collections/newest.ts';
import { presenceOf } from '../core/event/actor.ts';
import type { StsEvent } from '../core/event/event.ts';
import { isCustomer } from '../core/facts/customer.ts';
import type { Signal } from '../core/finding/finding.ts';
import { DAY } from '../core/time/days.ts';

/** From this many points a misuse signal is part of the cause. */
const CAUSAL = 20;

interface Alerted {
  readonly id: string;
  readonly time: number;
  readonly score: number;
  /** From a source whose events may lead to action: what others say is counted apart (ADR 0073). */
  readonly trusted: boolean;
}

/** Remembers the alerts of the last 24 hours, by event time, so that one cause alerts once. */
export interface Causes {
  /** The id of the first finding of this cause, if this one scores no higher; null if this is an alert of its own. */
  repeatOf(cause: string, alert: Alerted): string | null;
}

/**
 * The cause of an alert: alerts with the same text are one. It is made of the actor (a person under either key, ADR
 * 0051; the provider of an app's users), the role's name, and the misuse rules that fired with 20 points or more. A role
 * that was refused is not part of it: sixteen refusals are one enumeration. A sign-in that succeeded, or a token that was
 * issued, is never the repeat of one that was refused. Many machines share the role of a workload: thefts from two of
 * them are told apart by the network in which the credentials are used, since session names change with every machine
 * (ADR 0026).
 */
export function causeText(event: StsEvent, signals: readonly Signal[]): string {
  const rules = signals
    .filter(({ family, points }) => family === 'misuse' && points >= CAUSAL)
    .map(({ ruleId }) => ruleId)
    .sort();
  return JSON.stringify([whoseOf(event), whatGot(event), rules, ...whereUsed(event, rules)]);
}

/** The actor; of an app's users the provider, since a door that is open to them lets in thousands. */
function whoseOf({ actor, federation }: StsEvent): string {
  return isCustomer(actor) && federation?.issuer !== undefined ? federation.issuer : presenceOf(actor);
}

/** The role that was got or opened to others, the identity provider that was changed, or that somebody got in without one. No role is called so. */
function whatGot({ grant, outcome, role, service, trust, provider }: StsEvent): string {
  if (outcome !== 'success') return '';
  return (
    role?.name ??
    trust?.roleName ??
    provider?.name ??
    (service === 'signin' || grant !== undefined ? '<in>' : '')
  );
}

/** The network, for workloads. Some are recognised only by who took their session, which the rule has looked at. */
function whereUsed({ actor, origin, outcome }: StsEvent, rules: readonly string[]): readonly string[] {
  const isWorkload = actor.workload !== undefined || rules.includes('workload-credentials-outside');
  if (outcome !== 'success' || !isWorkload || actor.workload === 'pipeline') return [];
  return origin.kind === 'ip' && origin.network !== undefined ? [origin.network.key] : [];
}

/** The newest so many causes are remembered: one that was forgotten alerts again. */
const MOST = 50_000;

/** A memory that begins without causes. */
export function createCauses(): Causes {
  const first = new Map<string, Alerted>();
  return {
    repeatOf(text, alert) {
      const cause = alert.trusted ? text : `${text}|untrusted`;
      const known = first.get(cause);
      if (known === undefined || alert.time - known.time > DAY) {
        keepNewest(first, cause, alert, MOST);
        return null;
      }
      if (known.id === alert.id) return null;
      if (alert.score <= known.score) return known.id;
      first.set(cause, { ...known, score: alert.score });
      return null;
    },
  };
}
