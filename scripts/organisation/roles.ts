import type { Role } from './accounts.ts';
import { expiration, type Millis } from './calendar.ts';
import { assumedRole, type Birth } from './callers.ts';
import type { JsonObject } from './record.ts';
import type { Caller, From, Session, Trail, Written } from './trail.ts';

export const REGION = 'eu-central-1';

/** What a caller may ask of AssumeRole beside the role. */
export interface Wish {
  readonly sessionName: string;
  readonly seconds?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly mfa?: boolean;
  /** What AWS itself notes about the session's holder. */
  readonly birth?: Partial<Birth>;
}

/** AssumeRole that is granted; across accounts it stands in both trails. */
export function assumeRole(
  trail: Trail,
  caller: Caller,
  role: Role,
  time: Millis,
  from: From,
  wish: Wish,
): Session {
  const { sessionName, seconds = 3_600, externalId, sourceIdentity } = wish;
  const grant = granted(trail, role, time, wish);
  const call = {
    ...overNetwork(caller, time, from),
    name: 'AssumeRole',
    request: {
      roleArn: role.arn,
      roleSessionName: sessionName,
      ...(seconds === 3_600 ? {} : { durationSeconds: seconds }),
      ...(externalId === undefined ? {} : { externalId }),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
    response: {
      credentials: grant.credentials,
      assumedRoleUser: grant.assumedRoleUser,
      ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    },
    readOnly: true,
    resources: [{ arn: role.arn, account: role.account, type: 'AWS::IAM::Role' }],
  };
  const { id } =
    caller.account === role.account
      ? trail.write(call)
      : trail.writeTwins(call, { account: role.account, principalId: caller.principalId });
  return { ...grant.session, id };
}

/** An outside account takes a role of ours: only the owner's record exists for us, without ARN and key. */
export function assumedByOutsider(
  trail: Trail,
  outsider: { readonly account: string; readonly principalId: string },
  role: Role,
  time: Millis,
  from: From,
  wish: Wish,
): Session {
  const identity = {
    type: 'AWSAccount',
    principalId: outsider.principalId,
    accountId: outsider.account,
  };
  const { externalId } = wish;
  const grant = granted(trail, role, time, wish);
  const { id } = trail.write(
    {
      ...overNetwork({ ...outsider, arn: '', identity }, time, from),
      name: 'AssumeRole',
      request: {
        roleArn: role.arn,
        roleSessionName: wish.sessionName,
        ...(externalId === undefined ? {} : { externalId }),
      },
      response: { credentials: grant.credentials, assumedRoleUser: grant.assumedRoleUser },
      readOnly: true,
      resources: [{ arn: role.arn, account: role.account, type: 'AWS::IAM::Role' }],
      recipient: role.account,
    },
    true,
  );
  return { ...grant.session, id };
}

/** AssumeRole that is refused: no parameters and no resources, the role stands in the message only. */
export function refusedRole(
  trail: Trail,
  caller: Caller,
  roleArn: string,
  time: Millis,
  from: From,
): Written {
  const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
  return trail.write({
    ...overNetwork(caller, time, from),
    name: 'AssumeRole',
    error: { code: 'AccessDenied', message },
    request: null,
    response: null,
    readOnly: true,
  });
}

/** A service takes a role for somebody. Compute services' records lack `assumedRoleUser`. */
export function byService(
  trail: Trail,
  service: string,
  role: Role,
  time: Millis,
  wish: Wish & { readonly hours: number; readonly named: boolean },
): Session {
  const grant = granted(trail, role, time, { ...wish, seconds: wish.hours * 3_600 });
  const { id } = trail.write(
    {
      time,
      name: 'AssumeRole',
      region: REGION,
      from: service,
      agent: service,
      identity: { type: 'AWSService', invokedBy: service },
      request: { roleArn: role.arn, roleSessionName: wish.sessionName },
      response: {
        credentials: grant.credentials,
        ...(wish.named ? { assumedRoleUser: grant.assumedRoleUser } : {}),
      },
      readOnly: true,
      resources: [{ arn: role.arn, account: role.account, type: 'AWS::IAM::Role' }],
      recipient: role.account,
      tls: false,
    },
    true,
  );
  return { ...grant.session, id };
}

/** The parts that every issued role session has. */
export function granted(trail: Trail, role: Role, time: Millis, wish: Wish) {
  const { sessionName, seconds = 3_600, sourceIdentity, mfa } = wish;
  const keyId = trail.newKey();
  const birth = {
    ...(mfa === undefined ? {} : { mfa }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...wish.birth,
  };
  const caller = assumedRole(role, sessionName, { ...birth, keyId, created: time });
  const credentials: JsonObject = { accessKeyId: keyId, expiration: expiration(time + seconds * 1_000) };
  const assumedRoleUser: JsonObject = { assumedRoleId: caller.principalId, arn: caller.arn };
  return { credentials, assumedRoleUser, session: { ...caller, keyId, issued: time } };
}

/** The fields of any call that somebody makes over the network. */
export function overNetwork(caller: Caller, time: Millis, from: From) {
  const region = from.region ?? REGION;
  return {
    time,
    region,
    from: from.ip,
    agent: from.agent,
    identity: caller.identity,
    additional: { RequestDetails: { endpointType: 'regional', awsServingRegion: region } },
    recipient: caller.account,
    tls: true,
  };
}
