import type { Subject } from './event.ts';

/** How a shared issuer's tokens say whose they are. */
export interface SharedIssuer {
  /** How its subjects are read. */
  readonly kind: Subject['kind'];
  /** The audience, too, belongs to one customer. */
  readonly byAudience: boolean;
}

/**
 * OIDC providers with one issuer for all of their customers: which of them is let in, only the conditions of a trust policy
 * say. AWS lists them as shared, and since 2025 refuses a new trust policy without the claim; what is in the claim it
 * does not judge.
 */
const SHARED: ReadonlyMap<string, SharedIssuer> = new Map([
  ['token.actions.githubusercontent.com', { kind: 'github', byAudience: false }],
  ['gitlab.com', { kind: 'gitlab', byAudience: false }],
  ['app.terraform.io', { kind: 'terraform', byAudience: false }],
  ['agent.buildkite.com', { kind: 'buildkite', byAudience: false }],
  ['api.pulumi.com/oidc', { kind: 'pulumi', byAudience: true }],
  ['oidc.vercel.com', { kind: 'other', byAudience: true }],
  ['accounts.google.com', { kind: 'other', byAudience: true }],
  ['cognito-identity.amazonaws.com', { kind: 'other', byAudience: true }],
]);

/** What is known of an issuer that many share; undefined for one that belongs to somebody. */
export function sharedIssuer(issuer: string): SharedIssuer | undefined {
  return SHARED.get(issuer.toLowerCase());
}
