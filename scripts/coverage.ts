/** One row of the peer catalogue of detections: what it detects, and which rules see it here, or why none does. */
export interface Coverage {
  readonly id: string;
  readonly detects: string;
  readonly rules: readonly string[];
  /** What is not seen, or how the row is covered without a rule of its own. */
  readonly note?: string;
}

const row = (id: string, detects: string, rules: string, note?: string): Coverage => ({
  id,
  detects,
  rules: rules === '' ? [] : rules.split(' '),
  ...(note === undefined ? {} : { note }),
});

/** Every detection that a peer has and that we hold to be a must, in the order of the catalogue. */
export const COVERAGE: readonly Coverage[] = [
  row('D01', 'GetFederationToken by somebody who never called it', 'federation-token'),
  row('D03', 'GetFederationToken with an administrator’s policy', 'federation-token session-policy-admin'),
  row(
    'D04',
    'GetFederationToken with an administrator’s policy or for longer than a day',
    'federation-token',
    'The length asked for is in the evidence; alone it scores nothing.',
  ),
  row('D05', 'Federation token, then console URL, then console sign-in', 'federation-to-console'),
  row(
    'D08',
    'A GetSessionToken credential used from another address',
    'token-two-networks',
    'By network, not by address: an address changes on every reconnection. Calls of other services need `sessions: watch`.',
  ),
  row('D09', 'An IAM user takes a role for the first time', 'new-role-for-actor new-caller-for-role'),
  row(
    'D11',
    'A service’s role taken by somebody, or the reverse',
    'service-role-by-hand service-takes-role',
    'The reverse is shown of an administrator’s role; of another it is an ordinary change, and only contributes.',
  ),
  row(
    'D12',
    'A caller takes a role it never took',
    'new-role-for-actor new-caller-for-role machine-changes-its-ways many-new-roles',
  ),
  row('D13', 'Role chaining, first time', 'new-hop chain-never-seen role-juggling'),
  row('D14', 'A role on a block list', 'blocked-role'),
  row('D15', 'A decoy role', 'decoy-role'),
  row('D18', 'AssumeRoot by a rare principal or into a rare account', 'assume-root assume-root-weight'),
  row('D22', 'A Kubernetes service account from outside AWS', 'workload-credentials-outside'),
  row(
    'D23',
    'A pipeline’s session used outside its runners',
    'ci-outside-its-runners token-two-networks',
    'The use by other services needs `sessions: watch`.',
  ),
  row('D26', 'GetCallerIdentity by an instance’s role from a new network', 'workload-credentials-outside'),
  row('D28', 'A secret scanner tries a stolen key', 'credential-validation'),
  row('D29', 'A call from a hacking distribution', 'attack-tooling credential-validation'),
  row('D30', 'Role names tried one after another', 'role-enumeration slow-role-enumeration'),
  row('D32', 'A call from an account that was never seen', 'unknown-account'),
  row('D33', 'A caller outside the organisation', 'unknown-account external-id'),
  row(
    'D34',
    'Both copies of a cross-account call joined to the real subject',
    '',
    'Every event: copies are joined by sharedEventID before they are judged, and each finding carries its lineage.',
  ),
  row('D35', 'GetSigninToken outside the portal', 'signin-token-outside-portal'),
  row('D37', 'Console session with an instance’s role', 'instance-console'),
  row(
    'D39',
    'Console sign-in without MFA',
    'console-without-mfa',
    'Never for federated sign-ins: CloudTrail records their MFA as absent.',
  ),
  row('D41', 'Root sign-in, and attempts at it', 'root-use failed-then-in'),
  row(
    'D42',
    'Any use of root',
    'root-use',
    'Of STS and sign-in calls only: a sign-in is seen, a root access key that never calls STS is not.',
  ),
  row(
    'D43',
    'Recovery of root’s password; a login profile for root',
    'root-password-recovery',
    'The login profile is an IAM call: the AssumeRoot before it alerts (`assume-root`).',
  ),
  row('D46', 'Impossible travel', 'impossible-travel'),
  row(
    'D48',
    'First sign-in from a country',
    'new-country stranger-in-the-seat',
    'City and region are not habits: databases are too vague about them.',
  ),
  row(
    'D49',
    'Sign-in from outside a list of places',
    'new-country new-network',
    'Learned per actor instead of listed; own networks by `organisation.networks`.',
  ),
  row(
    'D50',
    'Device-code phishing of Identity Center',
    'device-code-elsewhere',
    'Also of `aws login --remote`, of users, roles and root.',
  ),
  row('D53', 'An instance’s credentials used elsewhere', 'workload-credentials-outside'),
  row(
    'D55',
    'A service’s role used outside AWS',
    'workload-credentials-outside token-two-networks',
    'At once where the calls say what they are (instances, pods, functions in scope), or the service was seen taking the role: EC2, Lambda, ECS, CodeBuild, Glue, SageMaker, App Runner, EKS, AgentCore, EMR Serverless, Step Functions',
  ),
  row('D57', 'One session token used from several places', 'token-two-networks foreign-endpoint'),
  row(
    'D59',
    'An identity of the cloud turns up in a rare network',
    'workload-credentials-outside key-out-of-place',
  ),
  row('D60', 'First network of a VPN or hosting provider', 'hosting-network anonymising-network new-network'),
  row('D61', 'Addresses of threat lists and of Tor', 'threat-listed-address anonymising-network'),
  row(
    'D62',
    'A call that the role or user never made',
    'unusual-work probing-before-assume',
    'Needs `sessions: watch`. Calls that attacks make, by kind: three kinds in one session that the role never did. One new call alone is an ordinary day.',
  ),
  row(
    'D63',
    'A pod’s session in several phases of an attack',
    'unusual-work probing-before-assume',
    'Needs `sessions: watch`.',
  ),
  row(
    'D65',
    'An MFA device registered with a temporary session',
    'mfa-device-by-session',
    'Needs `sessions: watch`.',
  ),
  row(
    'D76',
    'A role’s trust policy changed',
    'trust-opened attack-on-rolewarden',
    'Needs `sessions: watch`. Changes that let in everybody, or somebody unknown; not every change. Its use is seen without: `unknown-account`, `oidc-subject`, `new-caller-for-role`.',
  ),
  row(
    'D78',
    'A SAML provider created or changed',
    'identity-provider-changed',
    'Needs `sessions: watch`. Not one named like a provider that is used here. Its use is seen without: `rogue-saml-provider`.',
  ),
  row(
    'D79',
    'An OIDC provider created',
    'identity-provider-changed',
    'Needs `sessions: watch`. Not clusters, and not issuers that many share: of those `trust-opened` judges who is let in. Its use is seen without: `oidc-provider-new`.',
  ),
  row('D82', 'AWS attached its quarantine policy to a user', 'quarantined-key', 'Needs `sessions: watch`.'),
  row('D84', 'The detector itself changed', 'attack-on-rolewarden', 'Needs `sessions: watch`.'),
  row('D85', 'Activity outside working hours', 'off-hours'),
  row(
    'D86',
    'Several signals of one identity add up',
    'born-of-odd-session stranger-in-the-seat',
    'Signals of one event add up in its score; a session carries its birth. Different events of a day are not summed.',
  ),
];
