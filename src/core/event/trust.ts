/** Somebody whom a role's trust policy lets in, where that is neither an AWS service nor settled by the policy itself. */
export interface Trusted {
  /** `everybody`: whoever has an AWS account; `account`: an account by its id; `issuer`: an OIDC provider that many share. */
  readonly kind: 'everybody' | 'account' | 'issuer';
  /** The account's id, or the issuer; empty for everybody. */
  readonly name: string;
  /** Of an issuer: the tenant as histories keep it (`github/acme`); undefined where every tenant of the issuer is let in. */
  readonly owner: string | undefined;
  /** Of an issuer: the condition's pattern for the subject. */
  readonly subject: string | undefined;
}

/** The trust policy that a call gives to a role. */
export interface Trust {
  readonly roleName: string;
  readonly lets: readonly Trusted[];
}
