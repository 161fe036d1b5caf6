import { IAMClient } from '@aws-sdk/client-iam';
import type { Target } from '../../core/event/target.ts';
import { ATTEMPTS, HTTP } from '../aws/settings.ts';
import type { RoleAssumer } from '../roles/assume-roles.ts';
import type { RoleCredentials } from '../roles/credentials.ts';
import type { Diagnosis } from '../roles/diagnosis.ts';
import { SEARCH_POLICY, sessionPolicyFor } from '../roles/session-policy.ts';
import type { IamClients } from './policies.ts';

/** Clients that may act on one target, or why there are none. */
export type Access =
  | { readonly kind: 'clients'; readonly clients: IamClients }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis };

/** An account, as far as it is needed to reach it. */
export type Account = Pick<Target, 'accountId' | 'partition'>;

/** Opens the IAM of accounts. */
export interface IamAccess {
  /** Clients for one target. `purpose`: an action id or another short word, for the session's name in CloudTrail. */
  open(target: Target, purpose: string): Promise<Access>;
  /** Clients that can search a whole account for policies of ours. */
  openAccount(account: Account, purpose: string): Promise<Access>;
  /** Drops the credentials for an account, because they have expired or are no longer wanted. */
  forget(account: Account): void;
  close(): void;
}

/** How IAM is reached. `spoke`: the role to assume in an account; undefined: the process's own credentials. */
export interface AccessOptions {
  readonly assumer: RoleAssumer;
  readonly spoke: (
    account: Account,
  ) => { readonly roleArn: string; readonly externalId: string | undefined } | undefined;
  /** Why no call may be made to an account; undefined if calls may. Only tests leave it out. */
  readonly unreachable?: (accountId: string) => Promise<string | undefined>;
  /** An address other than AWS's: for tests only. */
  readonly endpoint?: string;
}

/** The region for which requests to IAM are signed: IAM has one endpoint for each partition. */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['aws', 'us-east-1'],
  ['aws-cn', 'cn-north-1'],
  ['aws-us-gov', 'us-gov-west-1'],
  ['aws-iso', 'us-iso-east-1'],
  ['aws-iso-b', 'us-isob-east-1'],
  ['aws-iso-e', 'eu-isoe-west-1'],
  ['aws-iso-f', 'us-isof-south-1'],
  ['aws-eusc', 'eusc-de-east-1'],
]);

/**
 * Access by assumed spoke roles. Each action has a session of 900 seconds that allows five calls, on its target alone.
 */
export function createIamAccess({ assumer, endpoint, spoke, unreachable }: AccessOptions): IamAccess {
  const own = new Map<string, IamClients>();
  const assumedBy = new WeakMap<RoleCredentials, IamClients>();
  const clientsOf = (region: string, credentials: RoleCredentials | undefined): IamClients => {
    const sockets = own.get(region);
    const client = (maxAttempts: number, shared: IAMClient | undefined) =>
      new IAMClient({
        ...(endpoint === undefined ? {} : { endpoint }),
        region,
        maxAttempts,
        requestHandler: shared?.config.requestHandler ?? HTTP,
        ...(credentials === undefined ? {} : { credentials: credentials.forSdk }),
      });
    return {
      reads: client(ATTEMPTS.read, sockets?.reads),
      writes: client(ATTEMPTS.write, sockets?.writes),
    };
  };
  const base = (region: string): IamClients => {
    const known = own.get(region) ?? clientsOf(region, undefined);
    own.set(region, known);
    return known;
  };
  const through = async (account: Account, purpose: string, policy: string): Promise<Access> => {
    const region = REGIONS.get(account.partition) ?? 'us-east-1';
    const fault = await unreachable?.(account.accountId);
    if (fault !== undefined) return { kind: 'refused', diagnosis: notReached(fault) };
    const hub = base(region);
    const role = spoke(account);
    if (role === undefined) return { kind: 'clients', clients: hub };
    const { externalId, roleArn } = role;
    const sessionName = `rolewarden-${purpose}`.slice(0, 64);
    const assumed = await assumer.assume({ roleArn, externalId, sessionName, durationSeconds: 900, policy });
    if (assumed.kind === 'refused') return assumed;
    const clients = assumedBy.get(assumed.credentials) ?? clientsOf(region, assumed.credentials);
    assumedBy.set(assumed.credentials, clients);
    return { kind: 'clients', clients };
  };
  return {
    open: (target, purpose) => through(target, purpose, sessionPolicyFor(target)),
    openAccount: (account, purpose) => through(account, purpose, SEARCH_POLICY),
    forget(account) {
      const role = spoke(account);
      if (role !== undefined) assumer.purge(role.roleArn);
    },
    close() {
      for (const { reads, writes } of own.values()) {
        reads.destroy();
        writes.destroy();
      }
    },
  };
}

/**
 * The answer for an account in which nothing may be done. It is not asked: our own account could have a role of the
 * same name, and in a stranger's account AssumeRole would disclose the external id.
 */
function notReached(message: string): Diagnosis {
  const check = ['Fix that in the configuration, then check: rolewarden doctor.'];
  return { code: 'NotReached', message, transient: false, check };
}
