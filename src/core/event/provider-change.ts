/**
 * An identity provider that a call adds, or whose keys it replaces: whoever holds these signs in as anybody to the roles
 * that trust it.
 */
export interface ProviderChange {
  /** `anchor`: a trust anchor of IAM Roles Anywhere. */
  readonly kind: 'saml' | 'oidc' | 'anchor';
  /** A SAML provider by its ARN, an OIDC provider by its issuer, a trust anchor by its name or id. */
  readonly name: string;
  /**
   * Whose it says it is: a SAML provider's entity id, or the ARN of the private certificate authority of AWS that a trust
   * anchor names. Undefined for one with its own certificates.
   */
  readonly authority: string | undefined;
  /** It is new, not changed. */
  readonly isNew: boolean;
}
