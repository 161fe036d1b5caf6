const GITHUB = /^(token\.actions\.githubusercontent\.com)\/.*$/i;

/**
 * Who signs the tokens of an OIDC issuer. GitHub signs those of an enterprise's own issuer (`…/<enterprise>`) as it does those
 * of the common one, and writes the same subjects: which repository runs nobody chooses. All others are their own.
 */
export function signerOf(issuer: string): string {
  return issuer.replace(GITHUB, '$1').toLowerCase();
}
