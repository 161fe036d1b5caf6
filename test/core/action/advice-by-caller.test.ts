import { describe, expect, it } from 'vitest';
import {
  type Caller,
  outsider,
  root,
  samlUser,
  service,
  session,
  user,
  webIdentity,
} from '../../../scripts/callers.ts';
import { address } from '../../../scripts/places.ts';
import {
  assumeRole,
  callerIdentity,
  type RawCloudTrail,
  serviceRole,
  withSaml,
  withWebIdentity,
} from '../../../scripts/records.ts';
import { stepsByHand } from '../../../src/core/action/alert-steps.ts';
import { ineligible } from '../../../src/core/action/eligible.ts';
import { holderAside, holderCost } from '../../../src/core/action/held-by.ts';
import { usedSession } from '../../../src/core/action/used.ts';
import type { Finding } from '../../../src/core/finding/finding.ts';
import { eventOf } from '../../support/events.ts';
import { permitting, sessionIntent } from '../../support/iam-lab.ts';

const A = '111122223333';
const KEY = 'ASIAEXAMPLEEXAMPLE12';
const call = { at: '2026-06-01T12:00:00Z', from: address('hoster', 3), account: A };
const taken = { ...call, role: { account: A, name: 'Deploy' }, session: 'fix' };
const steps = (record: RawCloudTrail, lineage: Finding['lineage'] = []) =>
  stepsByHand(eventOf(record), lineage).join('\n');
const by = (extra: Readonly<Record<string, unknown>> = {}, as = 'work'): Caller =>
  session({
    role: { account: A, name: 'Ops' },
    session: as,
    key: KEY,
    issuedAt: '2026-06-01T11:00:00Z',
    extra,
  });
const issued = (kind: 'person' | 'service' | 'web-identity', key: string): Finding['lineage'][number] => ({
  accessKeyId: KEY,
  actor: { key: kind === 'web-identity' ? `web:${key}` : `${kind}:${key}`, kind, name: key },
  role: `arn:aws:iam::${A}:role/Ops`,
  accountId: A,
  time: '2026-06-01T11:00:00.000Z',
  expiresAt: null,
  place: null,
  network: null,
  client: '',
  finding: null,
});

/** Words that belong to a workload that somebody can restart. */
const RESTART = /Restart it|Isolate|until it is restarted|keeps the denied ones|workload is down/;

describe('the advice for a session that a service took', () => {
  it.each([
    ['ec2.amazonaws.com', 'stop and start it, no reboot, or attach another instance profile'],
    ['lambda.amazonaws.com', 'change the function’s configuration'],
    ['ecs-tasks.amazonaws.com', 'stop the task'],
    ['pods.eks.amazonaws.com', 'delete the pod'],
    ['codebuild.amazonaws.com', 'stop the build'],
  ])('%s: how that is restarted, and nothing of the others', (principal, how) => {
    const words = steps(serviceRole({ ...taken, by: service(principal) }));
    expect(words).toContain(`Restart it after the revocation: ${how}`);
    expect(words).not.toMatch(/EC2:|EKS:|Lambda:/);
  });

  it.each([
    ['rolesanywhere.amazonaws.com', 'aws rolesanywhere disable-profile'],
    ['credentials.iot.amazonaws.com', 'aws iot update-certificate --new-status INACTIVE'],
  ])('%s: the certificate, for there is nothing to restart', (principal, command) => {
    const given = [
      steps(serviceRole({ ...taken, by: service(principal) })),
      steps(assumeRole({ ...taken, from: principal, by: service(principal) })),
      steps(callerIdentity({ ...call, by: by() }), [issued('service', principal)]),
    ];
    for (const words of given) {
      expect(words).toContain('whoever has its private key gets another at once');
      expect(words).toContain(command);
      expect(words).not.toMatch(RESTART);
    }
    const goesOn = steps(assumeRole({ ...taken, by: by() }), [issued('service', principal)]);
    expect(goesOn).toContain('which gets another at once: revoke that first)');
    expect(goesOn).not.toMatch(RESTART);
    expect(holderCost(principal)).not.toContain('workload');
  });

  it('Amazon Cognito: an app’s user, not a workload', () => {
    const words = steps(serviceRole({ ...taken, by: service('cognito-identity.amazonaws.com') }));
    expect(words).toContain('disable that user in the user pool');
    expect(words).not.toMatch(RESTART);
    expect(holderAside('cognito-identity.amazonaws.com')).not.toMatch(RESTART);
    expect(holderCost('cognito-identity.amazonaws.com')).not.toContain('workload');
  });

  it('any other service: its resource, and no way to restart it', () => {
    const words = steps(serviceRole({ ...taken, by: service('glue.amazonaws.com') }));
    expect(words).toContain('Find the service’s resource that uses the role');
    expect(words).not.toMatch(/Restart it|workload/);
  });

  it('where nothing is done without a person: why, by who holds it', () => {
    const target = {
      kind: 'role',
      partition: 'aws',
      accountId: A,
      name: 'Ops',
      arn: `arn:aws:iam::${A}:role/Ops`,
      uniqueId: 'AROAEXAMPLEEXAMPLE00',
    } as const;
    const live = {
      target,
      arn: target.arn,
      uniqueId: target.uniqueId,
      tags: { 'rolewarden:revocable': 'true' },
      maxSessionSeconds: 3_600,
      policyNames: [],
      total: 0,
      ours: [],
      foreign: [],
    };
    const { eligibility } = permitting();
    const why = ineligible(
      live,
      { ...sessionIntent(target), heldBy: 'rolesanywhere.amazonaws.com' },
      eligibility,
    );
    expect(why).toMatchObject({
      reason: 'service-held',
      summary: expect.stringContaining('a certificate (IAM Roles Anywhere)'),
    });
    expect(why?.whatToDo.join()).not.toMatch(RESTART);
  });
});

describe('the advice for a session that somebody got without a key of AWS', () => {
  const github = 'token.actions.githubusercontent.com';
  const eks = 'oidc.eks.eu-central-1.amazonaws.com/id/ABCDEF';
  it.each([
    ['a workflow of GitHub', webIdentity(A, github, 'repo:acme/app:ref:refs/heads/main'), 'cancel the run'],
    [
      'a pod with IRSA',
      webIdentity(A, eks, 'system:serviceaccount:prod:app'),
      'service account’s token: isolate it',
    ],
    ['any other OIDC provider', webIdentity(A, 'idp.example.com', 'someone'), 'end the token’s owner there'],
  ])('%s: how they get another', (_, caller, words) => {
    const given = steps(withWebIdentity({ ...taken, by: caller }));
    expect(given).toMatch(/^End the session: rolewarden revoke ASIA\w+\n/);
    expect(given).toContain(words);
  });

  it('a pod with IRSA, at work: its session alone where the issue was seen, as the other pods have their own', () => {
    const federatedProvider = `arn:aws:iam::${A}:oidc-provider/${eks}`;
    const asPod = callerIdentity({
      ...call,
      by: by({ webIdFederationData: { federatedProvider, attributes: {} } }),
    });
    const lineage = [issued('web-identity', `${eks}|system:serviceaccount:prod:app`)];
    expect(steps(asPod, lineage)).toMatch(
      /^End session ASIAEXAMPLEEXAMPLE12, .*: rolewarden revoke ASIAEXAMPLEEXAMPLE12\nEnd every session issued up to now: /,
    );
    expect(steps(asPod, lineage)).toContain('delete the pod');
    expect(steps(asPod)).toMatch(/^End every session \(ASIAEXAMPLEEXAMPLE12 is one\)/);
  });

  it.each([github, `${github}/acme`])('a workflow whose issue alone is known, of %s', (issuer) => {
    const lineage = [issued('web-identity', `${issuer}|repo:acme/app:ref:refs/heads/main`)];
    expect(steps(callerIdentity({ ...call, by: by() }), lineage)).toContain('cancel the run');
  });

  it('a person of SAML: at the identity provider, also where only the issue tells who it is', () => {
    const provider = `arn:aws:iam::${A}:saml-provider/okta`;
    const end = 'end their sessions at the identity provider';
    expect(steps(withSaml({ ...taken, by: samlUser('jane@example.com'), provider }))).toContain(end);
    expect(steps(callerIdentity({ ...call, by: by() }), [issued('person', 'jane@example.com')])).toContain(
      end,
    );
    expect(steps(callerIdentity({ ...call, by: by() }))).not.toContain(end);
  });

  it('a person of Identity Center: there, and not at the identity provider', () => {
    const role = {
      account: A,
      name: 'AWSReservedSSO_Admin_0123456789abcdef',
      path: '/aws-reserved/sso.amazonaws.com/',
    };
    const provider = `arn:aws:iam::${A}:saml-provider/AWSSSO`;
    const given = steps(withSaml({ ...taken, role, by: samlUser('jane@example.com'), provider }));
    expect(given).toContain('active sessions in Identity Center');
    expect(given).not.toContain('at the identity provider');
  });

  it('another account: the trust policy', () => {
    const given = steps(
      assumeRole({ ...taken, by: outsider('999988887777', 'AROAVENDORVENDOREXAMP', 'scan') }),
    );
    expect(given).toContain(
      'The caller is of account 999988887777, and gets another as long as the role’s trust policy',
    );
  });
});

describe('the advice for a session of root or a user', () => {
  it('root’s session, as `aws login` and the console give it: what ends it, where nothing was issued', () => {
    const event = eventOf(callerIdentity({ ...call, by: { ...root(A), accessKeyId: KEY } }));
    const told = usedSession(event, []);
    expect(told?.summary).toContain(`session ${KEY} of the root user of ${A}`);
    expect(told?.whatToDo[0]).toContain(
      `Apply an SCP that denies root: Deny * on * with StringLike aws:PrincipalArn = arn:aws:iam::${A}:root`,
    );
    expect(told?.whatToDo.join()).toContain('Change the root password');
    expect(stepsByHand(event, []).join()).not.toContain('rolewarden revoke');
  });

  it('a user’s: the password and the keys that get others', () => {
    for (const record of [
      callerIdentity({ ...call, by: user(A, 'dave', { mfa: true }) }),
      assumeRole({ ...taken, by: user(A, 'dave', { mfa: true }) }),
    ]) {
      expect(steps(record)).toContain(
        "change the password (which ends `aws login`, too), and deactivate the keys: aws iam list-access-keys --user-name 'dave'",
      );
    }
  });
});
