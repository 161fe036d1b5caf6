/** Credentials of an assumed role. Secrets are not enumerable, so a log line or JSON shows only key id and expiry. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** What an SDK client takes as `credentials`. Not enumerable either. */
  readonly forSdk: () => Promise<{
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
  }>;
}

/** Hides the secrets of credentials from everything that enumerates, prints or serialises them. */
export function roleCredentials(
  accessKeyId: string,
  expiresAt: number,
  secrets: { readonly secretAccessKey: string; readonly sessionToken: string },
): RoleCredentials {
  const { secretAccessKey, sessionToken } = secrets;
  const hidden = {
    get secretAccessKey() {
      return secretAccessKey;
    },
    get sessionToken() {
      return sessionToken;
    },
    get forSdk() {
      return async () => ({ accessKeyId, secretAccessKey, sessionToken });
    },
  };
  const shown = { accessKeyId, expiresAt };
  for (const name of Object.keys(hidden)) Object.defineProperty(hidden, name, { enumerable: false });
  return Object.freeze(Object.assign(hidden, shown));
}
