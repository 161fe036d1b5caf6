import { type Caller, type RoleName, roleArn, session, webIdentity } from '../callers.ts';
import { address } from '../places.ts';
import { issuedKey, type RawCloudTrail, type RoleCall, stsCall } from '../records.ts';
import { GITHUB, pipelineRun } from './machines.ts';
import { ROLES, SHOP } from './organisation.ts';
import type { Stage } from './stage.ts';

/** The role that the workflow of a second repository takes. */
export const SEARCH: RoleName = { account: SHOP, name: 'SearchDeploy', path: '/ci/' };
/** That repository. */
export const SEARCH_REPOSITORY = 'example-org/search';
/** One run of its workflow. */
export function searchRun(stage: Stage, day: number): void {
  pipelineRun(stage, day, SEARCH_REPOSITORY, 'ref:refs/heads/main', SEARCH);
}

/** The call of a workflow on a hosted runner that asks for the shop's role; it is not added to the stage. */
export function runOf(
  stage: Stage,
  at: string,
  subject = 'repo:example-org/shop:ref:refs/heads/main',
  role: RoleName = ROLES.deploy,
): RoleCall {
  return {
    at,
    by: webIdentity(role.account, GITHUB, subject),
    from: address('runners', 1 + stage.dice(100)),
    with: 'aws-sdk-nodejs/2.1692.0 linux/v20.18.0 configure-aws-credentials-for-github-actions promise',
    account: role.account,
    role,
    session: 'GitHubActions',
  };
}

/** The record of such a call that the role's trust policy refuses; it is not added to the stage. */
export function refusedRun(stage: Stage, at: string, subject: string): RawCloudTrail {
  const call = runOf(stage, at, subject);
  const message = 'Not authorized to perform sts:AssumeRoleWithWebIdentity';
  const asked = { roleArn: roleArn(call.role), roleSessionName: call.session };
  return stsCall('AssumeRoleWithWebIdentity', { ...call, error: 'AccessDenied', message }, asked, null);
}

/** The session of such a call: what the workflow goes on with. */
export function pipelineSession(call: RoleCall): Caller {
  const extra = {
    webIdFederationData: { federatedProvider: call.by['identityProvider'], attributes: {} },
  };
  return session({ role: call.role, session: call.session, key: issuedKey(call), issuedAt: call.at, extra });
}
