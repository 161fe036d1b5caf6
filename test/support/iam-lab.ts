import { createHash } from 'node:crypto';
import {
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListRolePoliciesCommand,
  ListUserPoliciesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
} from '@aws-sdk/client-iam';
import type { ApplyOptions } from '../../src/actions/ending/tries.ts';
import { createIamAccess } from '../../src/actions/iam/access.ts';
import { type Bench, createBench } from '../../src/actions/iam/bench.ts';
import { createRoleAssumer } from '../../src/actions/roles/assume-roles.ts';
import { DEFAULT_TAGS } from '../../src/core/action/eligible.ts';
import type { SessionIntent } from '../../src/core/action/intent.ts';
import type { Target } from '../../src/core/event/target.ts';
import { HOUR } from '../../src/core/time/days.ts';
import type { Waiting } from '../../src/core/time/waiting.ts';

/** moto's only account. */
export const LAB = '123456789012';
/** A time that all intents of these tests are about. */
export const NOW = Date.parse('2026-06-01T12:00:00Z');
const OPTED_IN = [{ Key: 'rolewarden:revocable', Value: 'true' }];

/** A policy that is not ours, whatever its name. */
export const FOREIGN = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Theirs', Effect: 'Deny', Action: 's3:*', Resource: '*' }],
});

/** The first 16 hexadecimal digits of a text's SHA-256. */
export const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** A clock that only moves when somebody sleeps. */
export function lateClock(start = NOW + 30_000): Waiting & { readonly slept: number[] } {
  let time = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    random: () => 0.5,
    async sleep(ms) {
      slept.push(ms);
      time += ms;
    },
  };
}

/** Executors against an address, with the process's own credentials or through a spoke role. */
export function benchAt(
  endpoint: string,
  more: { readonly waiting?: Waiting; readonly spoke?: string; readonly callLimit?: number } = {},
): Bench {
  const { callLimit, spoke, waiting = lateClock() } = more;
  const assumer = createRoleAssumer({ region: 'eu-central-1', endpoint, waiting });
  const access = createIamAccess({
    assumer,
    endpoint,
    spoke: () => (spoke === undefined ? undefined : { roleArn: spoke, externalId: 'lab' }),
  });
  return createBench({ access, waiting, ...(callLimit === undefined ? {} : { callLimit }) });
}

/** What a caller that permits everything decides. */
export function permitting(more: Partial<ApplyOptions> = {}): ApplyOptions {
  return {
    eligibility: { tags: DEFAULT_TAGS, needsOptIn: true, isProtected: () => false, serviceHeld: false },
    isRecorded: async () => true,
    permit: async () => undefined,
    withdrawn: async () => undefined,
    deadline: NOW + 900_000,
    ...more,
  };
}

/** moto's IAM as a person would use it. */
export function iamLab(endpoint: string) {
  const client = new IAMClient({ endpoint, region: 'us-east-1' });
  return {
    async role(name: string, more: { readonly Path?: string; readonly Tags?: typeof OPTED_IN } = {}) {
      const trust = JSON.stringify({ Version: '2012-10-17', Statement: [] });
      const input = { RoleName: name, AssumeRolePolicyDocument: trust, Tags: OPTED_IN, ...more };
      const { Role } = await client.send(new CreateRoleCommand(input));
      return targetFrom('role', name, Role?.Arn, Role?.RoleId);
    },
    async user(name: string) {
      const { User } = await client.send(new CreateUserCommand({ UserName: name, Tags: OPTED_IN }));
      return targetFrom('user', name, User?.Arn, User?.UserId);
    },
    async put({ kind, name }: Target, policy: string, document: string) {
      const input = { PolicyName: policy, PolicyDocument: document };
      await (kind === 'role'
        ? client.send(new PutRolePolicyCommand({ RoleName: name, ...input }))
        : client.send(new PutUserPolicyCommand({ UserName: name, ...input })));
    },
    async tag({ name }: Target, Key: string, Value: string) {
      await client.send(new TagRoleCommand({ RoleName: name, Tags: [{ Key, Value }] }));
    },
    async idOf(name: string): Promise<string | undefined> {
      const { Role } = await client.send(new GetRoleCommand({ RoleName: name }));
      return Role?.RoleId;
    },
    async untag({ name }: Target, key: string) {
      await client.send(new UntagRoleCommand({ RoleName: name, TagKeys: [key] }));
    },
    async remove({ name }: Target, PolicyName: string) {
      await client.send(new DeleteRolePolicyCommand({ RoleName: name, PolicyName }));
    },
    async get({ kind, name }: Target, PolicyName: string) {
      const { PolicyDocument } = await (kind === 'role'
        ? client.send(new GetRolePolicyCommand({ RoleName: name, PolicyName }))
        : client.send(new GetUserPolicyCommand({ UserName: name, PolicyName })));
      return decodeURIComponent(PolicyDocument ?? '');
    },
    async names({ kind, name }: Target): Promise<readonly string[]> {
      const { PolicyNames } = await (kind === 'role'
        ? client.send(new ListRolePoliciesCommand({ RoleName: name }))
        : client.send(new ListUserPoliciesCommand({ UserName: name })));
      return PolicyNames ?? [];
    },
  };
}

/** A session of a target, issued at a time. */
export function sessionIntent(target: Target, session = 'alice', at = NOW): SessionIntent {
  const key = `ASIA${digest(`${target.name}${session}${at}`).toUpperCase()}`;
  return {
    scope: 'session',
    actionId: digest(`v1|revoke|${target.accountId}|${target.name}|${key}`),
    target,
    userid: `${target.uniqueId}${target.kind === 'role' ? `:${session}` : ''}`,
    accessKeyId: key,
    heldBy: undefined,
    issuedAt: at,
    expiresAt: at + HOUR,
    from: at - 5_000,
    until: at + 5_000,
  };
}

function targetFrom(
  kind: Target['kind'],
  name: string,
  arn: string | undefined,
  uniqueId: string | undefined,
): Target {
  if (arn === undefined || uniqueId === undefined) throw new Error('moto gave no ARN');
  return { kind, partition: 'aws', accountId: LAB, name, arn, uniqueId };
}
