import type { RoleName } from '../callers.ts';
import type { Call, RawCloudTrail } from '../records.ts';
import { serviceCall } from '../sign-in.ts';
import { GITHUB } from './machines.ts';
import { SHOP } from './organisation.ts';

/** Somebody gives a role a trust policy of one statement. */
export function trustGiven(call: Call, role: RoleName, trusted: object): RawCloudTrail {
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', ...trusted };
  const policyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  return serviceCall('iam', 'UpdateAssumeRolePolicy', call, { roleName: role.name, policyDocument });
}

/** GitHub's runs whose subject the pattern matches. */
export function githubTrust(subject: string): object {
  return {
    Principal: { Federated: `arn:aws:iam::${SHOP}:oidc-provider/${GITHUB}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
      StringLike: { [`${GITHUB}:sub`]: subject },
    },
  };
}
