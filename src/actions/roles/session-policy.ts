import type { Target } from '../../core/event/target.ts';

/**
 * The session policy of one action: the five calls that it needs, on its role or user alone. Names are unique within an
 * account whatever their path, so for an ARN without a path the policy also allows the same name under any path.
 */
export function sessionPolicyFor({ accountId, arn, kind, name, partition }: Target): string {
  const bare = `arn:${partition}:iam::${accountId}:${kind}/${name}`;
  const Subject = kind === 'role' ? 'Role' : 'User';
  const actions = kind === 'role' ? 'ListRolePolicies' : 'ListUserPolicies';
  const statement = {
    Effect: 'Allow',
    Action: [
      `iam:Get${Subject}`,
      `iam:${actions}`,
      ...['Get', 'Put', 'Delete'].map((verb) => `iam:${verb}${Subject}Policy`),
    ],
    Resource: arn === bare ? [bare, `arn:${partition}:iam::${accountId}:${kind}/*/${name}`] : [arn],
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

/** The session policy for searching an account: one call, which reads. */
export const SEARCH_POLICY: string = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iam:GetAccountAuthorizationDetails', Resource: '*' }],
});
