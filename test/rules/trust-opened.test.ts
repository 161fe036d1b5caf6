import { outsider } from '../../scripts/callers.ts';
import { assumeRole, type Call } from '../../scripts/records.ts';
import { GITHUB, pipelineRun } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/trust-opened.ts';
import { type Case, cases, daily } from '../support/cases.ts';
import { A, B, call, dave, role } from '../support/chain.ts';
import { sessionOf, WATCH, watched } from '../support/watched.ts';

const THIEF = '999988887777';
const PROVIDER = `arn:aws:iam::${A}:oidc-provider/${GITHUB}`;
const linked = sessionOf('AWSServiceRoleForSupport');

interface Statement {
  readonly principal?: unknown;
  readonly condition?: unknown;
  readonly effect?: string;
  readonly action?: unknown;
}
const statement = ({ principal, condition, effect = 'Allow', action }: Statement) => ({
  Effect: effect,
  Principal: principal,
  Action:
    action ??
    (JSON.stringify(principal).includes('Federated') ? 'sts:AssumeRoleWithWebIdentity' : 'sts:AssumeRole'),
  ...(condition === undefined ? {} : { Condition: condition }),
});
const OURS = statement({ principal: { Service: 'ec2.amazonaws.com' } });

/** Somebody gives the role Deploy the policy, after quiet days. */
const gives =
  (policy: readonly object[], how: Partial<Call> & { name?: string; create?: boolean } = {}) =>
  (stage: Stage) => {
    const { name = 'Deploy', create = false, ...rest } = how;
    quietDays(stage, [...PEOPLE, pipelineRun]);
    const text = JSON.stringify({ Version: '2012-10-17', Statement: [OURS, ...policy] });
    const asked = create
      ? { roleName: name, path: '/', assumeRolePolicyDocument: text }
      : { roleName: name, policyDocument: text };
    return watched(stage, create ? 'iam:CreateRole' : 'iam:UpdateAssumeRolePolicy', asked, {
      by: dave,
      ...rest,
    });
  };
const allows = (name: string, principal: unknown, condition?: unknown): Case => ({
  name,
  tell: gives([statement({ principal, condition })]),
  config: WATCH,
});
const everybody = (name: string, condition?: unknown) => allows(name, { AWS: '*' }, condition);
const github = (name: string, condition: unknown) => allows(name, { Federated: PROVIDER }, condition);
const claim = (key: string) => `${GITHUB}:${key}`;
const sub = (value: unknown, operator = 'StringLike') => ({
  StringEquals: { [claim('aud')]: 'sts.amazonaws.com' },
  [operator]: { [claim('sub')]: value },
});
const ANYBODY = 85;

cases(rule, {
  refused: 'silent',
  fires: [
    {
      ...everybody('everybody'),
      points: 90,
      says: 'role "Deploy" may now be assumed by everybody who has an AWS account',
      shows: {
        call: 'UpdateAssumeRolePolicy',
        role: `arn:aws:iam::${A}:role/Deploy`,
        who: 'everybody who has an AWS account',
        openTo: 1,
      },
    },
    { ...allows('everybody, written short', '*'), points: 90 },
    {
      name: 'somebody unknown, and then everybody: what is worse counts',
      points: 90,
      tell: gives([statement({ principal: { AWS: THIEF } }), statement({ principal: { AWS: '*' } })]),
      config: WATCH,
    },
    {
      ...everybody('whoever knows an external id', { StringEquals: { 'sts:ExternalId': '12345' } }),
      points: 90,
    },
    {
      ...everybody('whoever is at an address', { IpAddress: { 'aws:SourceIp': '192.0.2.7/32' } }),
      points: 90,
    },
    {
      ...everybody('an organisation, or whoever is in none', {
        StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
      }),
      points: 90,
    },
    {
      ...everybody('whoever is in any organisation', { StringLike: { 'aws:PrincipalOrgID': 'o-*' } }),
      points: 90,
    },
    {
      ...everybody('every role of a name, in any account', {
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' },
      }),
      points: 90,
    },
    {
      name: 'everybody but some',
      tell: gives([{ Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${B}:root` }, Action: 'sts:*' }]),
      points: 90,
      config: WATCH,
    },
    {
      name: 'a new role for everybody, by a session, where somebody else is denied',
      tell: gives(
        [
          statement({ principal: '*' }),
          statement({ principal: { AWS: `arn:aws:iam::${B}:root` }, effect: 'Deny' }),
        ],
        { create: true, by: sessionOf('Ops') },
      ),
      says: 'the new role "Deploy"',
      points: 90,
      config: WATCH,
    },
    { ...github('no condition at all', undefined), points: ANYBODY, says: 'no condition on whose it is' },
    {
      ...github('the audience alone', { StringEquals: { [claim('aud')]: 'sts.amazonaws.com' } }),
      points: ANYBODY,
    },
    { ...github('every subject', sub('repo:*')), points: ANYBODY, says: 'the subject "repo:*"' },
    {
      ...github('any owner with such a repository', sub('repo:*/shop:ref:refs/heads/main')),
      points: ANYBODY,
    },
    { ...github('owners of whom one may be made', sub('repo:example-org*')), points: ANYBODY },
    {
      ...github('one of two subjects', sub(['repo:example-org/shop:*', '*:environment:prod'])),
      points: ANYBODY,
    },
    {
      ...github('an environment of anybody', { StringEquals: { [claim('environment')]: 'prod' } }),
      points: ANYBODY,
    },
    { ...github('a subject without an owner', sub('environment:prod', 'StringEquals')), points: ANYBODY },
    {
      ...allows(
        'every project at GitLab',
        { Federated: `arn:aws:iam::${A}:oidc-provider/gitlab.com` },
        {
          StringLike: { 'gitlab.com:sub': 'project_path:*:ref_type:branch:ref:main' },
        },
      ),
      points: ANYBODY,
    },
    {
      ...allows(
        'every pool of Cognito',
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
        },
      ),
      points: ANYBODY,
    },
    {
      ...github(
        'a narrow subject of a stranger',
        sub('repo:evil-org/loot:ref:refs/heads/main', 'StringEquals'),
      ),
      points: 60,
      says: '"github/evil-org" at token.actions.githubusercontent.com, whom nobody in the organisation knows',
    },
    {
      ...github('a stranger’s workflow', {
        StringLike: { [claim('job_workflow_ref')]: 'evil-org/x/.github/*' },
      }),
      points: 60,
    },
    {
      ...allows(
        'a stranger at a provider that nobody used',
        { Federated: `arn:aws:iam::${A}:oidc-provider/app.terraform.io` },
        {
          StringLike: { 'app.terraform.io:sub': 'organization:evil:*' },
        },
      ),
      points: 40,
    },
    {
      ...allows('an unknown account', { AWS: [`arn:aws:iam::${A}:root`, `arn:aws:iam::${THIEF}:root`] }),
      points: 45,
      says: `account ${THIEF}, which nobody in the organisation knows`,
    },
    {
      ...allows(
        'a user of an unknown account, with an external id',
        { AWS: `arn:aws:iam::${THIEF}:user/x` },
        {
          StringEquals: { 'sts:ExternalId': 'looks-like-a-vendor' },
        },
      ),
      points: 45,
    },
    {
      ...everybody('all of an unknown account', { StringEquals: { 'aws:PrincipalAccount': THIEF } }),
      points: 45,
    },
    {
      name: 'an unknown account on an administrator’s role, by its number',
      tell: gives([statement({ principal: { AWS: THIEF } })], { name: 'OrganizationAccountAccessRole' }),
      points: 60,
      config: { ...WATCH, organisation: { accounts: [A] } },
    },
  ],
  silent: [
    allows('a service', { Service: 'lambda.amazonaws.com' }),
    allows('the account itself', { AWS: `arn:aws:iam::${A}:root` }),
    github('a repository of ours', sub('repo:example-org/shop:ref:refs/heads/main', 'StringEquals')),
    github('all repositories of ours', sub('repo:example-org/*')),
    allows('a user who was deleted', { AWS: 'AIDAEXAMPLEEXAMPLE123' }),
    {
      name: 'another call',
      tell: (stage) => watched(stage, 'iam:DeleteRole', { roleName: 'Deploy' }, { by: dave }),
      config: WATCH,
    },
  ],
  almost: [
    everybody('everybody of an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } }),
    everybody('everybody of one’s own organisation', {
      StringEquals: { 'aws:PrincipalOrgID': `\${aws:ResourceOrgID}` },
    }),
    everybody('the roles of a name, in this account', {
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/deploy-*` },
    }),
    everybody('sessions of one role', { StringLike: { 'aws:userid': 'AROAEXAMPLEEXAMPLE123:*' } }),
    {
      name: 'everybody, where all outside of the organisation are denied',
      tell: gives([
        statement({ principal: '*' }),
        statement({
          principal: '*',
          effect: 'Deny',
          condition: {
            StringNotEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
            BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
          },
        }),
      ]),
      config: WATCH,
    },
    {
      name: 'everybody may only tag',
      tell: gives([statement({ principal: '*', action: ['sts:TagSession', 'sts:SetSourceIdentity'] })]),
      config: WATCH,
    },
    allows(
      'an account that is in the organisation',
      { AWS: `arn:aws:iam::${THIEF}:root` },
      {
        StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' },
      },
    ),
    {
      ...allows('a configured account', { AWS: `arn:aws:iam::${THIEF}:root` }),
      config: { ...WATCH, organisation: { accounts: [A], trusted: [{ account: THIEF, name: 'vendor' }] } },
    },
    {
      name: 'a vendor that assumes another role every day',
      tell: (stage) => {
        const by = outsider(THIEF, 'AROAEXAMPLEVENDOR1234', 'collector');
        daily(stage, (day) =>
          assumeRole(call(stage, { day, by, place: 'awsVendor', role: role('Metrics'), externalId: 'x' })),
        );
        return gives([statement({ principal: { AWS: `arn:aws:iam::${THIEF}:root` } })])(stage);
      },
      config: WATCH,
    },
    {
      name: 'an unknown account, before the organisation has a history',
      tell: (stage) => {
        const text = JSON.stringify({
          Statement: statement({ principal: { AWS: `arn:aws:iam::${THIEF}:root` } }),
        });
        return watched(stage, 'iam:UpdateAssumeRolePolicy', { roleName: 'Deploy', policyDocument: text });
      },
      config: WATCH,
    },
    github('an owner with whatever id', sub('repo:example-org@*/shop@*:ref:refs/heads/main')),
    github('every subject, of a workflow of ours', {
      StringLike: {
        [claim('sub')]: 'repo:*',
        [claim('job_workflow_ref')]: 'example-org/ci/.github/workflows/*',
      },
    }),
    github('a repository by its id', { StringEquals: { [claim('repository_id')]: '456789' } }),
    {
      ...github('a subject that is configured', sub('repo:second-org/shop:*')),
      config: {
        ...WATCH,
        identity: { subjects: [{ role: `arn:aws:iam::${A}:role/Deploy`, allow: ['repo:second-org/*'] }] },
      },
    },
    allows(
      'a pool of Cognito',
      { Federated: 'cognito-identity.amazonaws.com' },
      {
        StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:pool' },
      },
    ),
    allows('a cluster', {
      Federated: `arn:aws:iam::${A}:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0123`,
    }),
    {
      name: 'everybody, by AWS',
      tell: gives([statement({ principal: '*' })], {
        by: { type: 'AWSService', invokedBy: 'sso.amazonaws.com' },
      }),
      config: WATCH,
    },
    {
      name: 'a policy that is no JSON',
      tell: (stage) =>
        watched(stage, 'iam:UpdateAssumeRolePolicy', {
          roleName: 'Deploy',
          policyDocument: '{"Statement": [',
        }),
      config: WATCH,
    },
    {
      name: 'a policy of odd shape',
      tell: gives([
        {
          Effect: 'Allow',
          Principal: { AWS: 7, Federated: [null] },
          Action: 'sts:*',
          Condition: { StringLike: 'x' },
        },
      ]),
      config: WATCH,
    },
    {
      name: 'a call of another service of the same name',
      tell: (stage) => ({
        ...gives([statement({ principal: '*' })], { by: linked })(stage),
        eventSource: 'cognito.amazonaws.com',
      }),
      config: WATCH,
    },
  ],
});
