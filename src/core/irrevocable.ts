import type { StsEvent } from './event.ts';

/** Why a session cannot be revoked by a policy on its role or user, or not by Rolewarden. */
export type IrrevocableReason =
  | 'nothing-issued'
  | 'no-session-id'
  | 'root'
  | 'service-linked'
  | 'identity-center'
  | 'values';

/** The reason in a code, in a sentence, and the exact steps for a person. */
export interface Irrevocable {
  readonly reason: IrrevocableReason;
  readonly summary: string;
  readonly whatToDo: readonly string[];
}

/** Calls whose success issues credentials that a policy can deny. */
const ISSUING: ReadonlySet<string> = new Set([
  'AssumeRole',
  'AssumeRoleWithSAML',
  'AssumeRoleWithWebIdentity',
  'GetSessionToken',
  'GetFederationToken',
]);

/** What makes an event's session impossible to revoke, whatever the configuration. Undefined: it may be tried. */
export function irrevocable(event: StsEvent): Irrevocable | undefined {
  const { actor, grant, name, outcome, role, service } = event;
  if (service !== 'sts' || outcome !== 'success' || grant === undefined) return nothingIssued(event);
  if (name === 'AssumeRoot' || actor.kind === 'root') return rootSession(event);
  if (!ISSUING.has(name)) return nothingIssued(event);
  const owned = role === undefined ? undefined : ownedByAws(role.arn, role.name);
  if (owned !== undefined) return owned;
  const needsId = name !== 'GetSessionToken' && grant.assumedRoleId === undefined;
  return needsId || grant.accessKeyId === undefined ? noSessionId(event) : undefined;
}

/** A role that only AWS may change, known by its path or, where no path is stated, by its reserved name. */
export function ownedByAws(arn: string, name: string): Irrevocable | undefined {
  if (arn.includes(':role/aws-service-role/') || name.startsWith('AWSServiceRoleFor')) {
    return {
      reason: 'service-linked',
      summary: `${name} is a service-linked role: AWS lets nobody change it or revoke its sessions`,
      whatToDo: [
        'Find the resource of the service that uses the role, and stop or isolate that.',
        'Check in CloudTrail what the session did; only the service itself can obtain such a session.',
      ],
    };
  }
  if (arn.includes(':role/aws-reserved/') || name.startsWith('AWSReservedSSO_')) return identityCenter(name);
  return undefined;
}

function identityCenter(name: string): Irrevocable {
  return {
    reason: 'identity-center',
    summary: `${name} belongs to IAM Identity Center: IAM refuses to change it`,
    whatToDo: [
      'Deny the person first: an SCP prepared for it, Deny * on * with StringEquals identitystore:userId = the user’s id. It does not reach the management account.',
      'Remove the person’s assignments to the account.',
      'Delete the person’s active sessions in Identity Center (Users, the user, Active sessions).',
      'Then disable the user; in this order, since a disabled user’s sessions can no longer be deleted.',
      'Keep the deny for at least 12 hours. Without an SCP: put it in the permission set’s inline policy and provision it.',
    ],
  };
}

function rootSession({ name, recipientAccountId, request }: StsEvent): Irrevocable {
  const account = request.targetAccountId ?? recipientAccountId ?? 'the account';
  const assumed = name === 'AssumeRoot';
  return {
    reason: 'root',
    summary: assumed
      ? `a root session of ${account} (AssumeRoot): no policy in the account denies it; it ends within 15 minutes`
      : `a session of the root user of ${account}: the root user's permissions cannot be changed`,
    whatToDo: [
      `Apply an SCP that denies root: Deny * on * with StringLike aws:PrincipalArn = arn:aws:iam::${account}:root. It does not reach the management account.`,
      assumed
        ? 'Revoke the principal that called AssumeRoot, in the management or delegated account.'
        : 'Change the root password, delete the root user’s access keys, and check its MFA devices.',
      'Undo what the session changed: it is listed in CloudTrail under its access key id.',
    ],
  };
}

function nothingIssued({ eventName, outcome }: StsEvent): Irrevocable {
  return {
    reason: 'nothing-issued',
    summary: `${eventName} (${outcome}) issued no credentials: there is no session to revoke`,
    whatToDo: ['Nothing was issued. Judge the caller: its own session or key is what may have to be ended.'],
  };
}

function noSessionId({ actor, grant, role }: StsEvent): Irrevocable {
  const lacks = grant?.accessKeyId === undefined ? 'access key id' : 'session id (assumedRoleId)';
  const service = actor.kind === 'service' ? (actor.invokedBy ?? actor.name) : undefined;
  return {
    reason: 'no-session-id',
    summary: `the event states no ${lacks}: one session cannot be told from the others`,
    whatToDo: [
      `A person may end all sessions of ${role?.name ?? 'the role'} issued up to now (role-wide).`,
      ...(service === undefined ? [] : restartWarning(service)),
    ],
  };
}

/** What a person must know before the session of a service is denied. */
export function restartWarning(service: string): readonly string[] {
  return [
    `The credentials are held by ${service}: it keeps the denied ones until they expire (up to 6 hours), so the workload stays down.`,
    'Restart it after the revocation (EC2: stop and start, or another instance profile; Lambda: a new version of the configuration; ECS: a new deployment).',
    'Code of a thief that runs inside the workload gets the new credentials, too: isolate it first.',
  ];
}

/** What remains to be done by a person when the caller used a long-term access key: a deny does not end the key. */
export function longTermKeySteps(event: StsEvent): readonly string[] {
  const { accessKeyId, accountId, kind, name } = event.actor;
  if (accessKeyId?.startsWith('AKIA') !== true) return [];
  const whose = kind === 'root' ? 'the root user' : `user ${name}`;
  const of = accountId === undefined ? whose : `${whose} of ${accountId}`;
  return [
    `The session was asked for with the long-term access key ${accessKeyId} of ${of}, which still works.`,
    kind === 'root'
      ? 'Deactivate it as root, under Security credentials.'
      : `Deactivate it: aws iam update-access-key --user-name '${name.replaceAll("'", '')}' --access-key-id ${accessKeyId} --status Inactive`,
    'Deactivating the key does not end sessions that it has already made.',
  ];
}
