/** AWS's codes for a call that it refused for lack of permission: whose credentials these are it knew. */
export const UNPERMITTED: ReadonlySet<string | undefined> = new Set([
  'AccessDenied',
  'UnauthorizedOperation',
  'Unauthorized',
  'AuthorizationError',
]);

/** The same for a token, key or signature that it could not verify. */
export const UNVERIFIED: ReadonlySet<string | undefined> = new Set([
  'InvalidIdentityToken',
  'IDPRejectedClaim',
  'InvalidClientTokenId',
  'SignatureDoesNotMatch',
]);
