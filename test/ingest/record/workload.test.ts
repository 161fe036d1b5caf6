import { expect, it } from 'vitest';
import { session } from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import { callerIdentity } from '../../../scripts/records.ts';
import { A, role } from '../../support/chain.ts';
import { eventOf } from '../../support/events.ts';

/** What holds a session that was issued for a token of this OIDC provider. */
function holderOf(issuer: string) {
  const federatedProvider = `arn:aws:iam::${A}:oidc-provider/${issuer}`;
  const by = session({
    role: role('deploy'),
    session: 'run-1',
    key: 'ASIADEPLOY1',
    issuedAt: '2026-03-02T08:00:00Z',
    extra: { webIdFederationData: { federatedProvider, attributes: {} } },
  });
  const at = '2026-03-02T08:01:00Z';
  return eventOf(callerIdentity({ at, by, from: address('hoster'), account: A })).actor.workload;
}

it.each([
  ['AWS::EC2::Instance', 'instance'],
  ['AWS::Lambda::Function', 'function'],
  ['AWS::ECS::Task', 'task'],
  ['AWS::Sagemaker::Notebook', undefined],
])('a session whose record says that its role was given to %s is held by a %s', (issuerType, holder) => {
  const by = session({
    role: role('deploy'),
    session: 's',
    key: 'ASIADEPLOY1',
    issuedAt: '2026-03-02T08:00:00Z',
  });
  const at = '2026-03-02T08:01:00Z';
  const record = callerIdentity({ at, by, from: address('hoster'), account: A });
  const userIdentity = { ...Object(record['userIdentity']), inScopeOf: { issuerType } };
  expect(eventOf({ ...record, userIdentity }).actor.workload).toBe(holder);
});

it.each([
  ['token.actions.githubusercontent.com', 'pipeline'],
  ['gitlab.com', 'pipeline'],
  ['app.terraform.io', 'pipeline'],
  ['oidc.circleci.com/org/0b2c', 'pipeline'],
  ['api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc', 'pipeline'],
  ['agent.buildkite.com', 'pipeline'],
  ['acme.app.spacelift.io', 'pipeline'],
  ['api.pulumi.com/oidc', 'pipeline'],
  ['oidc.eks.eu-central-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF', 'pod'],
  ['accounts.google.com', undefined],
])('a session issued for a token of %s is held by a %s', (issuer, holder) => {
  expect(holderOf(issuer)).toBe(holder);
});
