import type { Role } from './accounts.ts';
import { expiration, HOUR, type Millis } from './calendar.ts';
import { assumedRoot, federatedUser, type User, userSession } from './callers.ts';
import { overNetwork } from './roles.ts';
import type { Caller, From, Session, Trail, Written } from './trail.ts';

/** GetCallerIdentity: who am I? Tools ask it when they start. */
export function whoAmI(trail: Trail, caller: Caller, time: Millis, from: From): Written {
  return trail.write({
    ...overNetwork(caller, time, from),
    name: 'GetCallerIdentity',
    request: null,
    response: null,
    readOnly: true,
  });
}

/** Sign-in to the console. `mfa` is what the record says: always `No` for federated people. */
export function consoleLogin(
  trail: Trail,
  caller: Caller,
  time: Millis,
  from: From,
  mfa: 'Yes' | 'No',
): Written {
  return trail.write({
    ...overNetwork(caller, time, from),
    source: 'signin.amazonaws.com',
    type: 'AwsConsoleSignIn',
    name: 'ConsoleLogin',
    request: null,
    response: { ConsoleLogin: 'Success' },
    additional: { MobileVersion: 'No', MFAUsed: mfa },
    readOnly: false,
  });
}

/** GetSessionToken, with or without a code of the user's MFA device. */
export function sessionToken(trail: Trail, user: User, time: Millis, from: From, mfa: boolean): Session {
  const keyId = trail.newKey();
  const serialNumber = `arn:aws:iam::${user.account}:mfa/${user.name}`;
  const { id } = trail.write({
    ...overNetwork(user, time, from),
    name: 'GetSessionToken',
    request: mfa ? { serialNumber, durationSeconds: 43_200 } : { durationSeconds: 43_200 },
    response: { credentials: { accessKeyId: keyId, expiration: expiration(time + 12 * HOUR) } },
    readOnly: false,
  });
  return { ...userSession(user, keyId, time, mfa), keyId, issued: time, id };
}

/** GetFederationToken with a policy that allows everything the user may do. */
export function federationToken(
  trail: Trail,
  user: User,
  name: string,
  time: Millis,
  from: From,
  hours: number,
): Session {
  const keyId = trail.newKey();
  const federated = federatedUser(user, name, keyId, time);
  const everything = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  };
  const { id } = trail.write({
    ...overNetwork(user, time, from),
    name: 'GetFederationToken',
    request: { name, policy: JSON.stringify(everything), durationSeconds: hours * 3_600 },
    response: {
      credentials: { accessKeyId: keyId, expiration: expiration(time + hours * HOUR) },
      federatedUser: { federatedUserId: federated.principalId, arn: federated.arn },
      packedPolicySize: 4,
    },
    readOnly: false,
  });
  return { ...federated, keyId, issued: time, id };
}

/** AssumeRoot: a member account's root, for one root task, fifteen minutes. */
export function assumeRoot(
  trail: Trail,
  caller: Caller,
  { account, task }: { readonly account: string; readonly task: string },
  time: Millis,
  from: From,
): Session {
  const keyId = trail.newKey();
  const { id } = trail.write({
    ...overNetwork(caller, time, from),
    name: 'AssumeRoot',
    request: {
      targetPrincipal: account,
      taskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${task}` },
    },
    response: { credentials: { accessKeyId: keyId, expiration: expiration(time + HOUR / 4) } },
    readOnly: false,
    resources: [{ arn: `arn:aws:iam::${account}:root`, account, type: 'AWS::IAM::Root' }],
  });
  return { ...assumedRoot(account, keyId, time), keyId, issued: time, id };
}

/** The ARN of a role that may or may not exist: what somebody who guesses names asks for. */
export function guessed(account: string, name: string): Role['arn'] {
  return `arn:aws:iam::${account}:role/${name}`;
}
