/** What ends a session of the root user. `assumed`: by AssumeRoot, which lasts fifteen minutes. */
export function rootSteps(account: string, partition: string, assumed: boolean): readonly string[] {
  return [
    `Apply an SCP that denies root: Deny * on * with StringLike aws:PrincipalArn = arn:${partition}:iam::${account}:root. SCPs do not apply to the management account.`,
    assumed
      ? 'Revoke the principal that called AssumeRoot, in the management or delegated account.'
      : 'Change the root password, delete the root user’s access keys, and check its MFA devices.',
    'Undo what the session changed: it is listed in CloudTrail under its access key id.',
  ];
}
