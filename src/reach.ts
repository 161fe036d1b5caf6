import type { Account } from './actions/find-ours.ts';
import type { Config } from './config/schema.ts';
import { resolveSecret } from './config/secrets.ts';
import type { Environment } from './environment.ts';

/**
 * Why an account is not reached. Acted in is what can be searched, too: the process's own account, and those that are
 * listed. Of an account that is not, nobody knows who would be told the external id.
 */
export function limits({ organisation, revocation: { spoke } }: Config, ownId: () => Promise<string>) {
  const own = new Set(spoke?.own);
  const listed = new Set(organisation.accounts.filter((accountId) => !own.has(accountId)));
  return async (accountId: string): Promise<string | undefined> => {
    if (spoke !== undefined && listed.has(accountId)) return undefined;
    const me = await ownId();
    if (me === accountId) return undefined;
    if (spoke === undefined) {
      return `account ${accountId} is not reached: name the spoke role under revocation.spoke, and the account under organisation.accounts`;
    }
    return own.has(accountId)
      ? `account ${accountId} is named under revocation.spoke.own, and the credentials are those of ${me}`
      : `account ${accountId} is not one of organisation.accounts: add it there, if it is yours`;
  };
}

/** How an account is reached: by the spoke role, or with our own credentials where it is ours. */
export function spokeOf({ revocation }: Config, environment: Environment) {
  const { spoke } = revocation;
  if (spoke === undefined) return () => undefined;
  const externalId =
    spoke.externalId === undefined
      ? undefined
      : resolveSecret(spoke.externalId, 'revocation.spoke.externalId', environment);
  const own = new Set(spoke.own);
  return ({ accountId, partition }: Account) =>
    own.has(accountId)
      ? undefined
      : {
          roleArn: spoke.roleArn.replaceAll('{account}', accountId).replaceAll('{partition}', partition),
          externalId,
        };
}
