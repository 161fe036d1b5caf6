import { isMadeByAws } from './by-aws.ts';
import type { StsEvent } from './event.ts';
import { isOfAPage } from './of-a-page.ts';

/** What calls are for that attackers make with a session, in the words of MITRE ATT&CK. */
export const TACTICS = [
  'discovery',
  'credential access',
  'persistence',
  'privilege escalation',
  'defense evasion',
  'lateral movement',
  'exfiltration',
  'impact',
] as const;
export type Tactic = (typeof TACTICS)[number];

/**
 * Calls that attacks in the wild made after they had a session (TrailDiscover lists most of them), by what for. Left out
 * is what every program does (DescribeInstances, Decrypt, GetObject), and what only names another's resource. A role is made
 * with its policies: that is one kind of work, and every deployment's (`ALSO`).
 */
const CALLS: Readonly<Record<Tactic, readonly string[]>> = {
  discovery: [
    'iam: ListUsers ListRoles ListGroups ListAccessKeys ListAttachedUserPolicies ListUserPolicies ListGroupsForUser',
    'iam: GetAccountAuthorizationDetails GenerateCredentialReport GetCredentialReport SimulatePrincipalPolicy',
    'iam: ListSAMLProviders ListOpenIDConnectProviders ListServiceSpecificCredentials ListSSHPublicKeys',
    'organizations: ListAccounts DescribeOrganization',
    's3: ListBuckets',
    'secretsmanager: ListSecrets',
    'ses: GetSendQuota GetAccount GetAccountSendingEnabled ListIdentities ListEmailIdentities',
    'servicequotas: ListServiceQuotas',
    'guardduty: ListDetectors',
    'cloudtrail: DescribeTrails LookupEvents',
  ],
  'credential access': [
    'secretsmanager: GetSecretValue BatchGetSecretValue',
    'ssm: GetParameter GetParameters GetParametersByPath GetParameterHistory',
    'ec2: GetPasswordData',
    'redshift: GetClusterCredentials',
  ],
  persistence: [
    'iam: CreateUser CreateAccessKey CreateLoginProfile UpdateLoginProfile UpdateAccessKey',
    'iam: UpdateAssumeRolePolicy CreateServiceSpecificCredential UploadSSHPublicKey UploadSigningCertificate',
    'iam: CreateSAMLProvider UpdateSAMLProvider CreateOpenIDConnectProvider CreateVirtualMFADevice',
    'rolesanywhere: CreateTrustAnchor CreateProfile',
    'sso-directory: CreateUser AddMemberToGroup',
    'sso: CreateAccountAssignment',
    'eks: CreateAccessEntry',
    'lambda: CreateFunctionUrlConfig',
  ],
  'privilege escalation': [
    'iam: CreateRole AttachUserPolicy AttachRolePolicy AttachGroupPolicy PutUserPolicy PutRolePolicy PutGroupPolicy',
    'iam: CreatePolicyVersion SetDefaultPolicyVersion AddUserToGroup AddRoleToInstanceProfile',
    'iam: DeleteRolePermissionsBoundary DeleteUserPermissionsBoundary',
    'ec2: AssociateIamInstanceProfile ReplaceIamInstanceProfileAssociation',
    'eks: AssociateAccessPolicy',
  ],
  'defense evasion': [
    'cloudtrail: StopLogging DeleteTrail UpdateTrail PutEventSelectors DeleteEventDataStore',
    'guardduty: DeleteDetector UpdateDetector StopMonitoringMembers DisassociateMembers DeleteMembers CreateIPSet',
    'guardduty: DisassociateFromMasterAccount DisassociateFromAdministratorAccount DeletePublishingDestination',
    'config: StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel',
    'securityhub: DisableSecurityHub DeleteMembers',
    'access-analyzer: DeleteAnalyzer',
    'ec2: DeleteFlowLogs',
    'logs: DeleteLogGroup DeleteLogStream',
    'events: DeleteRule DisableRule',
    'organizations: LeaveOrganization',
    'bedrock: DeleteModelInvocationLoggingConfiguration',
  ],
  'lateral movement': [
    'ssm: StartSession ResumeSession SendCommand',
    'ec2-instance-connect: SendSSHPublicKey SendSerialConsoleSSHPublicKey',
    'ec2: EnableSerialConsoleAccess',
    'ecs: ExecuteCommand',
    'lambda: UpdateFunctionCode20150331v2 UpdateFunctionConfiguration20150331v2',
  ],
  exfiltration: [
    'ec2: ModifySnapshotAttribute ModifyImageAttribute CreateInstanceExportTask CreateTrafficMirrorSession',
    'rds: ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute StartExportTask',
    's3: PutBucketPolicy PutBucketAcl PutBucketReplication DeleteBucketPublicAccessBlock',
    'ecr: SetRepositoryPolicy',
  ],
  impact: [
    'ec2: RunInstances DeleteSnapshot DeleteVolume',
    'rds: DeleteDBInstance DeleteDBCluster DeleteDBSnapshot',
    's3: DeleteBucket',
    'elasticfilesystem: DeleteFileSystem',
    'kms: ScheduleKeyDeletion DisableKey',
    'ses: CreateEmailIdentity VerifyEmailIdentity PutAccountDetails UpdateAccountSendingEnabled',
    'servicequotas: RequestServiceQuotaIncrease',
    'bedrock: PutUseCaseForModelAccess CreateFoundationModelAgreement',
  ],
};

/** The tactic of each call, as `callValue` names it. */
export const TACTIC_OF: ReadonlyMap<string, Tactic> = new Map(
  TACTICS.flatMap((tactic) =>
    CALLS[tactic].flatMap((line) => {
      const [source = '', names = ''] = line.split(': ');
      return names.split(' ').map((name): [string, Tactic] => [`${source}:${name}`, tactic]);
    }),
  ),
);

/** What a call is for besides: it teaches both. Alone, it counts as one. */
const ALSO: ReadonlyMap<string, Tactic> = new Map([['iam:CreateRole', 'persistence']]);

/**
 * Whether a call of another service shows what is done with a role's session: not what AWS does with it on somebody's
 * behalf, and not what the console's pages ask for. People of a permission set have no role of their own.
 */
export function isWork(event: StsEvent): boolean {
  const { actor, service } = event;
  if (service !== 'watched' || actor.kind !== 'role' || actor.serviceLinked) return false;
  return !isMadeByAws(event) && !isOfAPage(event);
}

/** A call as marks name it: `iam:CreateUser`. */
export function callValue({ source, eventName }: Pick<StsEvent, 'source' | 'eventName'>): string {
  return `${source}:${eventName}`;
}

/** What the call is for; undefined for one that attacks have no particular use for. */
export function tacticOf(call: string): Tactic | undefined {
  return TACTIC_OF.get(call);
}

/** All that whoever makes the call every day is known to do. */
export function tacticsShown(call: string): readonly Tactic[] {
  return [TACTIC_OF.get(call), ALSO.get(call)].filter((tactic) => tactic !== undefined);
}
