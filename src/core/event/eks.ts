const ISSUER =
  /^oidc[.-]eks\.[a-z\d-]{1,40}\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|api\.aws|api\.amazonwebservices\.(?:com\.cn|eu))(?:\/|$)/;

/** Whether an OIDC issuer is an EKS cluster's: `oidc.eks.<region>.amazonaws.com/id/…`, dual-stack `oidc-eks.<region>.api.aws/…`. */
export function isEksIssuer(issuer: string): boolean {
  return ISSUER.test(issuer);
}
