import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  type IAMClient,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  type Tag,
} from '@aws-sdk/client-iam';
import { codeOf } from '../../core/errors.ts';
import type { Target } from '../../core/event/target.ts';
import { callLimit } from '../aws/settings.ts';

/** Two clients with the same credentials: with `reads` the SDK repeats failed calls, with `writes` it never does. */
export interface IamClients {
  readonly reads: IAMClient;
  readonly writes: IAMClient;
}

/** A role or user itself, as IAM shows it. */
export interface Entity {
  readonly arn: string;
  readonly uniqueId: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly maxSessionSeconds: number | undefined;
}

/**
 * The inline policies of one role or user. Each request to IAM has a time limit: five seconds unless another is set.
 */
export interface InlinePolicies {
  entity(): Promise<Entity>;
  names(): Promise<readonly string[]>;
  /** The document, decoded; undefined if there is no policy of that name. */
  get(name: string): Promise<string | undefined>;
  put(name: string, document: string): Promise<void>;
  /** It is no error if the policy is already gone. */
  remove(name: string): Promise<void>;
}

/** The calls for a target; its kind decides which. `limit`: milliseconds that one request may take. */
export function inlinePolicies(clients: IamClients, target: Target, limit?: number): InlinePolicies {
  const calls = target.kind === 'role' ? roleCalls : userCalls;
  const { names, get, put, remove, entity } = calls(clients, target.name, limit);
  return {
    entity,
    put,
    async names() {
      const all: string[] = [];
      for (let marker: string | undefined, more = true; more; ) {
        const page = await names(marker);
        all.push(...(page.PolicyNames ?? []));
        marker = page.Marker;
        more = page.IsTruncated === true && marker !== undefined;
      }
      return all;
    },
    async get(name) {
      const answer = await unlessGone(() => get(name));
      return answer?.PolicyDocument === undefined ? undefined : decodeURIComponent(answer.PolicyDocument);
    },
    async remove(name) {
      await unlessGone(() => remove(name));
    },
  };
}

interface Page {
  readonly PolicyNames?: string[] | undefined;
  readonly Marker?: string | undefined;
  readonly IsTruncated?: boolean | undefined;
}

interface Calls {
  entity(): Promise<Entity>;
  names(marker: string | undefined): Promise<Page>;
  get(name: string): Promise<{ readonly PolicyDocument?: string | undefined }>;
  put(name: string, document: string): Promise<void>;
  remove(name: string): Promise<unknown>;
}

function roleCalls({ reads, writes }: IamClients, name: string, limit?: number): Calls {
  const role = { RoleName: name };
  return {
    async entity() {
      const { Role } = await reads.send(new GetRoleCommand(role), callLimit(limit));
      return entityOf(Role?.Arn, Role?.RoleId, Role?.Tags, Role?.MaxSessionDuration);
    },
    names: (Marker) =>
      reads.send(new ListRolePoliciesCommand({ ...role, ...given(Marker) }), callLimit(limit)),
    get: (PolicyName) => reads.send(new GetRolePolicyCommand({ ...role, PolicyName }), callLimit(limit)),
    async put(PolicyName, PolicyDocument) {
      await writes.send(new PutRolePolicyCommand({ ...role, PolicyName, PolicyDocument }), callLimit(limit));
    },
    remove: (PolicyName) =>
      writes.send(new DeleteRolePolicyCommand({ ...role, PolicyName }), callLimit(limit)),
  };
}

function userCalls({ reads, writes }: IamClients, name: string, limit?: number): Calls {
  const user = { UserName: name };
  return {
    async entity() {
      const { User } = await reads.send(new GetUserCommand(user), callLimit(limit));
      return entityOf(User?.Arn, User?.UserId, User?.Tags, undefined);
    },
    names: (Marker) =>
      reads.send(new ListUserPoliciesCommand({ ...user, ...given(Marker) }), callLimit(limit)),
    get: (PolicyName) => reads.send(new GetUserPolicyCommand({ ...user, PolicyName }), callLimit(limit)),
    async put(PolicyName, PolicyDocument) {
      await writes.send(new PutUserPolicyCommand({ ...user, PolicyName, PolicyDocument }), callLimit(limit));
    },
    remove: (PolicyName) =>
      writes.send(new DeleteUserPolicyCommand({ ...user, PolicyName }), callLimit(limit)),
  };
}

function given(marker: string | undefined): { readonly Marker?: string } {
  return marker === undefined ? {} : { Marker: marker };
}

function entityOf(
  arn: string | undefined,
  uniqueId: string | undefined,
  tags: readonly Tag[] | undefined,
  maxSessionSeconds: number | undefined,
): Entity {
  if (arn === undefined || uniqueId === undefined) throw new Error('IAM answered without an ARN or an id');
  const pairs = (tags ?? []).flatMap(({ Key, Value }) =>
    Key === undefined ? [] : [[Key, Value ?? ''] as const],
  );
  return { arn, uniqueId, tags: Object.fromEntries(pairs), maxSessionSeconds };
}

async function unlessGone<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    if (codeOf(thrown) === 'NoSuchEntity') return undefined;
    throw thrown;
  }
}
