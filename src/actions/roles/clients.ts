import {
  AssumeRoleCommand,
  GetCallerIdentityCommand,
  STSClient,
  type STSClientConfig,
} from '@aws-sdk/client-sts';
import { ATTEMPTS, callLimit, HTTP } from '../aws/settings.ts';
import { type RoleCredentials, roleCredentials } from './credentials.ts';
import { inputOf, type RoleRequest } from './request.ts';

/** Where STS is, and who calls it. */
export interface StsOptions {
  /** The regional STS endpoint that is used unless a request names another. */
  readonly region: string;
  /** The caller's own credentials; the SDK's default chain if left out. */
  readonly credentials?: STSClientConfig['credentials'];
  /** An address other than AWS's own: for tests only. */
  readonly endpoint?: string;
  /** Milliseconds after which one call has failed; 5,000 if left out. */
  readonly callLimit?: number;
}

/** One STS client per region. */
export interface StsClients {
  /** The caller's access key id, which tells its sessions apart. */
  caller(region: string): Promise<string>;
  assume(request: RoleRequest, region: string): Promise<RoleCredentials>;
  /** Who the caller is, as AWS says. */
  identity(region: string): Promise<{ readonly arn: string; readonly accountId: string }>;
  /** Makes the next call ask the provider of the caller's credentials anew. */
  renew(region: string): void;
  close(): void;
}

/** Makes clients when they are first needed. They do not retry by themselves. */
export function createStsClients(options: StsOptions, now: () => number): StsClients {
  const { credentials, endpoint } = options;
  const clients = new Map<string, STSClient>();
  const clientFor = (region: string): STSClient => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const made = new STSClient({
      region,
      maxAttempts: ATTEMPTS.write,
      requestHandler: HTTP,
      ...(endpoint === undefined ? {} : { endpoint }),
      ...(credentials === undefined ? {} : { credentials }),
    });
    clients.set(region, made);
    return made;
  };
  return {
    caller: async (region) => (await clientFor(region).config.credentials()).accessKeyId,
    async assume(request, region) {
      const command = new AssumeRoleCommand(inputOf(request));
      const { Credentials } = await clientFor(region).send(command, callLimit(options.callLimit));
      const { AccessKeyId, Expiration, SecretAccessKey, SessionToken } = Credentials ?? {};
      if (AccessKeyId === undefined || SecretAccessKey === undefined || SessionToken === undefined) {
        throw new Error('STS answered without credentials');
      }
      const expiresAt = Expiration?.getTime() ?? now() + (request.durationSeconds ?? 900) * 1_000;
      const secrets = { secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
      return roleCredentials(AccessKeyId, expiresAt, secrets);
    },
    async identity(region) {
      const answer = await clientFor(region).send(
        new GetCallerIdentityCommand({}),
        callLimit(options.callLimit),
      );
      if (answer.Arn === undefined || answer.Account === undefined)
        throw new Error('STS answered without an ARN');
      return { arn: answer.Arn, accountId: answer.Account };
    },
    renew(region) {
      clients.delete(region);
    },
    close() {
      for (const client of clients.values()) client.destroy();
      clients.clear();
    },
  };
}
