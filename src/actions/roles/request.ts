import { createHash } from 'node:crypto';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { byText } from '../../core/text/ascii.ts';
import type { Asked } from './diagnosis.ts';

/** An AssumeRole call. Two requests share credentials only if all of their fields are equal. */
export interface RoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  /** 900 to 43,200; AWS's default of an hour if left out. */
  readonly durationSeconds?: number | undefined;
  /** Session policy, as JSON. */
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly transitiveTagKeys?: readonly string[] | undefined;
  readonly externalId?: string | undefined;
  readonly sourceIdentity?: string | undefined;
  /** The region whose STS endpoint is called; the assumer's own if left out. */
  readonly region?: string | undefined;
}

const ROLE_ARN =
  /^arn:aws(?:-[a-z]{1,4}){0,2}:iam::\d{12}:role\/(?:[\x21-\x2e\x30-\x7e]+\/){0,8}[\w+=,.@-]{1,64}$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const REGION = /^[a-z]{2,6}(?:-[a-z]{1,10}){1,3}-\d{1,2}$/;

/** What is wrong with a request, found without asking AWS; undefined: nothing. */
export function faultOf(request: RoleRequest, region: string): string | undefined {
  const { durationSeconds: seconds, roleArn, sessionName } = request;
  if (!ROLE_ARN.test(roleArn)) return `roleArn ${JSON.stringify(roleArn)} is not a role's ARN`;
  if (!SESSION_NAME.test(sessionName)) {
    return `sessionName ${JSON.stringify(sessionName)} is not 2 to 64 of letters, digits and +=,.@_-`;
  }
  if (!REGION.test(region)) return `region ${JSON.stringify(region)} is not a region's name`;
  const whole = seconds === undefined || (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200);
  return whole ? undefined : `durationSeconds ${seconds} is not a whole number from 900 to 43200`;
}

/**
 * The cache key: a hash of the whole request in canonical form, the region, and the caller's access key id. Hashed, so
 * that the cache does not keep external ids and policies in memory.
 */
export function keyOf(request: RoleRequest, region: string, caller: string): string {
  const { tags, transitiveTagKeys, policyArns } = request;
  const canonical = [
    caller,
    region,
    request.roleArn,
    request.sessionName,
    request.durationSeconds ?? null,
    request.policy ?? null,
    policyArns === undefined ? null : [...policyArns].sort(),
    tags === undefined ? null : Object.entries(tags).sort(([a], [b]) => byText(a, b)),
    transitiveTagKeys === undefined ? null : [...transitiveTagKeys].sort(),
    request.externalId ?? null,
    request.sourceIdentity ?? null,
  ];
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** The request as the SDK takes it: absent parts are left out. */
export function inputOf(request: RoleRequest): AssumeRoleCommandInput {
  const { durationSeconds, externalId, policy, policyArns, sourceIdentity, tags, transitiveTagKeys } =
    request;
  return {
    RoleArn: request.roleArn,
    RoleSessionName: request.sessionName,
    ...(durationSeconds === undefined ? {} : { DurationSeconds: durationSeconds }),
    ...(policy === undefined ? {} : { Policy: policy }),
    ...(policyArns === undefined ? {} : { PolicyArns: policyArns.map((arn) => ({ arn })) }),
    ...(tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(transitiveTagKeys === undefined ? {} : { TransitiveTagKeys: [...transitiveTagKeys] }),
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
    ...(sourceIdentity === undefined ? {} : { SourceIdentity: sourceIdentity }),
  };
}

/** What a diagnosis may know about a request. */
export function askedOf(request: RoleRequest, region: string): Asked {
  return {
    roleArn: request.roleArn,
    region,
    externalId: request.externalId !== undefined,
    policy: request.policy !== undefined || request.policyArns !== undefined,
    tags: request.tags !== undefined,
    sourceIdentity: request.sourceIdentity !== undefined,
  };
}
