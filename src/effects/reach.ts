import type { Account } from '../actions/iam/access.ts';
import type { Config } from '../config/schema.ts';
import { resolveSecret } from '../config/secrets.ts';
import type { Environment } from '../environment.ts';

/**
 * Tells why it may not act in an account; undefined if it may. It may in the process's own account and in those that
 * the configuration lists, which are also those that a sweep can search. In any other, a stranger might own the spoke
 * role and be told the external id.
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

/** The spoke role for an account; undefined where the process's own credentials are used. */
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
