import { IAMClient } from '@aws-sdk/client-iam';
import type { Target } from '../core/target.ts';
import type { Diagnosis, RoleAssumer, RoleCredentials } from './assume-roles.ts';
import { ATTEMPTS, HTTP } from './aws-settings.ts';
import type { IamClients } from './iam-policies.ts';
import { SEARCH_POLICY, sessionPolicyFor } from './session-policy.ts';

/** Clients that may act on one target, or why there are none. */
export type Access =
  | { readonly kind: 'clients'; readonly clients: IamClients }
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis };

/** What decides how an account is reached. */
export type Reach = Pick<Target, 'accountId' | 'partition'>;

/** How to reach the IAM of a target's account. */
export interface IamAccess {
  /** `for_`: an action id or another short word that names the session in CloudTrail. */
  open(target: Target, for_: string): Promise<Access>;
  /** To read a whole account for what is ours. */
  openAccount(account: Reach, for_: string): Promise<Access>;
  /** Forgets the credentials for an account: they have ended, or are no longer wanted. */
  forget(account: Reach): void;
  close(): void;
}

/** Where IAM is reached. `spoke` names the role to assume in an account; undefined: with the process's own. */
export interface AccessOptions {
  readonly assumer: RoleAssumer;
  readonly spoke: (
    account: Reach,
  ) => { readonly roleArn: string; readonly externalId: string | undefined } | undefined;
  /** Why nothing may be asked of an account; undefined if it may. Left out: tests of one account. */
  readonly unreachable?: (accountId: string) => Promise<string | undefined>;
  /** Another address than AWS: tests only. */
  readonly endpoint?: string;
}

/** IAM has one endpoint per partition; this is the region its requests are signed for. */
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

/** Access by assumed spoke roles: per action one session of 900 s that reaches the one target and five calls. */
export function createIamAccess({ assumer, endpoint, spoke, unreachable }: AccessOptions): IamAccess {
  const own = new Map<string, IamClients>();
  const given = new WeakMap<RoleCredentials, IamClients>();
  const common = { ...(endpoint === undefined ? {} : { endpoint }) };
  const clientsOf = (region: string, credentials: RoleCredentials | undefined): IamClients => {
    const sockets = own.get(region);
    const client = (maxAttempts: number, shared: IAMClient | undefined) =>
      new IAMClient({
        ...common,
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
  const through = async (account: Reach, for_: string, policy: string): Promise<Access> => {
    const region = REGIONS.get(account.partition) ?? 'us-east-1';
    const no = await unreachable?.(account.accountId);
    if (no !== undefined) return { kind: 'refused', diagnosis: notReached(no) };
    const hub = base(region);
    const role = spoke(account);
    if (role === undefined) return { kind: 'clients', clients: hub };
    const { externalId, roleArn } = role;
    const sessionName = `rolewarden-${for_}`.slice(0, 64);
    const assumed = await assumer.assume({ roleArn, externalId, sessionName, durationSeconds: 900, policy });
    if (assumed.kind === 'refused') return assumed;
    const clients = given.get(assumed.credentials) ?? clientsOf(region, assumed.credentials);
    given.set(assumed.credentials, clients);
    return { kind: 'clients', clients };
  };
  return {
    open: (target, for_) => through(target, for_, sessionPolicyFor(target)),
    openAccount: (account, for_) => through(account, for_, SEARCH_POLICY),
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
 * A role of the same name in our own account must never be taken for it; and a stranger's account must not be told the
 * external id, which an AssumeRole there would do.
 */
function notReached(message: string): Diagnosis {
  const check = ['Put that right in the configuration, and look: rolewarden doctor.'];
  return { code: 'NotReached', message, transient: false, check };
}
