import type { Actor } from '../event/actor.ts';
import type { Facts } from './facts.ts';

/** Where anybody in the world may sign in: Cognito, Amazon, Facebook, Apple, Firebase. Google's issuer has machines, too. */
const ISSUER =
  /^(?:cognito-(?:identity|idp)(?:-fips)?\.(?:[a-z\d-]{1,40}\.)?amazon(?:aws)?\.com(?:\.cn)?|www\.amazon\.com|graph\.facebook\.com|appleid\.apple\.com|securetoken\.google\.com)(?:[/|]|$)/;
const WEB = 'web:';

/** A user of the organisation's app, not one of its people: where they are, and how they roam, says nothing (ADR 0050). */
export function isCustomer({ key, kind }: Pick<Actor, 'key' | 'kind'>): boolean {
  return kind === 'web-identity' && key.startsWith(WEB) && isCustomerIssuer(key.slice(WEB.length));
}

/** An issuer with which anybody in the world may sign in; what stands behind `|` or `/` does not count. */
export function isCustomerIssuer(issuer: string): boolean {
  return ISSUER.test(issuer);
}

/** Whether the calling session was first obtained by one. */
export function isHeldByCustomer({ lineage }: Facts): boolean {
  const [first] = lineage.sessions;
  return first !== undefined && !lineage.partial && isCustomer(first.actor);
}
