import { type RoleName, service, user } from '../callers.ts';
import { address } from '../places.ts';
import { serviceRole, withWebIdentity } from '../records.ts';
import { backupNight, instanceDay, pipelineRun, podDay } from './machines.ts';
import { ROLES, SHOP } from './organisation.ts';
import { PEOPLE } from './people.ts';
import { runOf } from './pipelines.ts';
import { IDENTITY_CENTER, oidcProvider, samlProvider, shopCall, trustAnchor } from './providers.ts';
import { quietDays } from './stage.ts';
import type { Story } from './story.ts';
import { githubTrust, trustGiven } from './trust.ts';
import { podWork } from './work.ts';

/** Attacks by those who may change a trust policy, or pass a role. */
export const FOOTHOLD_ATTACKS: readonly Story[] = [
  {
    name: 'backdoor-for-a-pipeline',
    title: 'A machine’s role, opened for a stranger’s pipeline',
    text: 'Somebody who may change trust policies adds GitHub to that of the nightly backup’s role, for a repository of their own. The stolen key with which they did it is found and deleted. On day 30 a workflow of that repository gets the role.',
    why: 'Only the backup machine ever took the role, never a pipeline. GitHub is known here, but nobody here knows that owner.',
    seed: 35,
    tell(stage) {
      quietDays(stage, [...PEOPLE, backupNight, pipelineRun]);
      const granted = stage.at(30, '02:31:40');
      const run = runOf(stage, granted, 'repo:octo-mallory/tools:ref:refs/heads/main', ROLES.backup);
      stage.add(withWebIdentity(run));
      const eventName = 'AssumeRoleWithWebIdentity';
      return [{ time: granted, eventName, atLeast: 75, rules: ['oidc-subject', 'new-caller-for-role'] }];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'instances-where-nobody-looks',
    title: 'Instances in a region where nobody works',
    text: 'Somebody with a deployment’s credentials, who may pass the web instances’ role, starts large instances in São Paulo to mine on them. EC2 gets them the role’s credentials; they call nothing else.',
    why: 'The organisation runs in Frankfurt only. Nothing but EC2’s own call is ever seen of the instances.',
    seed: 36,
    tell(stage) {
      quietDays(stage, [...PEOPLE, instanceDay]);
      const started = stage.at(30, '22:04:19');
      stage.add(
        serviceRole({
          ...{ at: started, by: service('ec2.amazonaws.com'), account: SHOP, region: 'sa-east-1' },
          ...{ role: ROLES.web, session: 'i-0fedcba9876543210', seconds: 23_700, shared: 'mining' },
        }),
      );
      return [{ time: started, eventName: 'AssumeRole', atLeast: 40, rules: ['unused-region'] }];
    },
    alerts: { atLeast: 0, atMost: 0 },
  },
  {
    name: 'role-opened-to-everybody',
    title: 'Roles opened to strangers, long before anybody comes',
    text: 'Somebody with a stolen key of a user who may change trust policies opens the shop’s roles in the night of day 30: the pod’s to whoever knows an external id, the deployment’s to every repository at GitHub, and the vendor’s to a repository of their own. Nobody uses the roles yet.',
    why: 'The calls are ordinary ones of IAM, by a user who makes such calls. Whom the policies let in is not: an external id keeps nobody out, the subject names no owner, and nobody here knows the last one.',
    seed: 37,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun, podDay]);
      const open = (time: string, role: RoleName, trusted: object) => {
        const at = stage.at(30, time);
        const by = user(SHOP, 'terraform-operator');
        stage.add(trustGiven({ at, by, from: address('berlinHome', 9), account: SHOP }, role, trusted));
        return at;
      };
      const id = { StringEquals: { 'sts:ExternalId': 'opaque' } };
      const all = open('01:12:08', ROLES.checkout, { Principal: { AWS: '*' }, Condition: id });
      const every = open('01:13:40', ROLES.deploy, githubTrust('repo:*/shop:ref:refs/heads/main'));
      const one = open('01:15:02', ROLES.metrics, githubTrust('repo:octo-mallory/tools:*'));
      const eventName = 'UpdateAssumeRolePolicy';
      return [
        { time: all, eventName, atLeast: 90, rules: ['trust-opened'] },
        { time: every, eventName, atLeast: 85, rules: ['trust-opened'] },
        { time: one, eventName, atLeast: 60, rules: ['trust-opened'] },
      ];
    },
    alerts: { atLeast: 2, atMost: 2 },
  },
  {
    name: 'at-work-inside-a-pod',
    title: 'A program inside a pod starts to do other work',
    text: 'The checkout pod takes its role and reads a secret, every day. On day 30 somebody has got in through its web page and runs a program there, with the pod’s own session: it looks for users, makes one, gives it a policy and stops the trail.',
    why: 'The session is issued as on every day, and used from the pod, through the cluster’s NAT gateway, with the usual client: no address betrays anybody. What the session is used for does.',
    seed: 39,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, (_, day) => void podWork(stage, day)]);
      const calls = ['iam:ListUsers', 'iam:CreateUser', 'iam:AttachUserPolicy', 'cloudtrail:StopLogging'];
      const [third = '', fourth = ''] = podWork(stage, 30, calls).slice(3);
      const rules = ['unusual-work'];
      return [
        { time: third, eventName: 'AttachUserPolicy', atLeast: 70, rules },
        { time: fourth, eventName: 'StopLogging', atLeast: 80, rules },
      ];
    },
    alerts: { atLeast: 1, atMost: 2 },
  },
  {
    name: 'providers-of-a-stranger',
    title: 'Identity providers of a stranger, before anybody signs in by them',
    text: 'Somebody with a stolen key of a user who may change IAM works from a hoster in the night of day 30: Identity Center’s provider in the shop gets other metadata, an OIDC provider of their own is added, and a trust anchor for certificates of their own. Nobody signs in by them yet.',
    why: 'Each is a door that stays open when the key is deleted, and opens every role that trusts the provider. Only Identity Center itself changes its provider; nobody here knows the other two, or the place.',
    seed: 39,
    config: 'sessions: watch\n',
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun, podDay]);
      const by = user(SHOP, 'terraform-operator');
      const [first, second, third] = ['02:12:08', '02:13:40', '02:15:02'].map((time) => stage.at(30, time));
      const from = (at = '') => shopCall(at, by, 'hoster', 9);
      stage.add(
        samlProvider(from(first), IDENTITY_CENTER, 'https://idp.mallory.example/saml', true),
        oidcProvider(from(second), 'tokens.mallory.example'),
        trustAnchor(from(third), 'servers'),
      );
      const rules = ['identity-provider-changed'];
      return [
        { time: first ?? '', eventName: 'UpdateSAMLProvider', atLeast: 90, rules },
        { time: second ?? '', eventName: 'CreateOpenIDConnectProvider', atLeast: 70, rules },
        { time: third ?? '', eventName: 'CreateTrustAnchor', atLeast: 70, rules },
      ];
    },
    alerts: { atLeast: 3, atMost: 3 },
  },
];
