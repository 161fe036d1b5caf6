import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-policy-admin.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { federated } from '../support/ways.ts';

const statement = (entry: object) => JSON.stringify({ Version: '2012-10-17', Statement: [entry] });
const FULL = statement({ Effect: 'Allow', Action: ['*'], Resource: ['*'] });
const passing = (extra: object) => (stage: Stage) =>
  assumeRole({
    at: stage.at(30, '09:00'),
    by: user('111122223333', 'dave'),
    from: address('berlinHome'),
    account: '111122223333',
    role: { account: '111122223333', name: 'Developer' },
    session: 'dave',
    extra: { ...extra },
  });

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'everything on everything',
      tell: passing({ policy: FULL }),
      points: 15,
    },
    ...federated({ account: A, name: 'Developer' }, { extra: { policy: FULL } }).map((way) => ({
      ...way,
      points: 15,
    })),
    ...['GetFederationToken', 'GetScopedCredentials'].map((name) => ({
      name,
      points: 15,
      tell: (stage: Stage) =>
        stsCall(
          name,
          { at: stage.at(30, '09:00'), by: user(A, 'dave'), from: address('berlinHome'), account: A },
          { name: 'dave', policy: FULL },
          null,
        ),
    })),
    {
      name: 'everything but nothing',
      tell: passing({ policy: statement({ Effect: 'Allow', NotAction: 'none:None', Resource: '*' }) }),
      points: 15,
    },
    {
      name: 'AdministratorAccess',
      tell: passing({ policyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] }),
      points: 15,
    },
    ...[
      { Action: '**', Resource: '*' },
      { Action: '?*', Resource: '**' },
      { Action: ['s3:GetObject', '*:*'], Resource: 'arn:aws:*' },
      { Action: '*', Resource: 'arn:*' },
      { Action: '*', Resource: 'arn:aws-us-gov:*' },
      { Action: '*', NotResource: 'arn:aws:s3:::nope' },
      { Action: 'iam:*', Resource: '*' },
      { Action: 'iam:*', Resource: 'arn:aws-eusc:iam::111122223333:*' },
      { Action: ['ec2:*', 'IAM:*'], Resource: ['arn:aws:iam::111122223333:*'] },
      { Action: [...Array.from({ length: 80 }, (_, n) => `s3:None${n}`), '*'], Resource: '*' },
      { Action: ['iam:Put*', 'iam:Attach*'], Resource: '*' },
      { Action: 'iam:AttachRolePolicy', Resource: 'arn:aws:iam::111122223333:role/*' },
    ].map((entry, n) => ({
      name: `the same in another spelling, ${n}`,
      tell: passing({ policy: statement({ Effect: 'Allow', ...entry }) }),
      points: 15,
    })),
    {
      name: 'elements in lower case',
      tell: passing({ policy: '{"statement":{"effect":"Allow","action":"*","resource":"*"}}' }),
    },
    {
      name: 'all of IAM in two statements',
      tell: passing({
        policy: JSON.stringify({
          Statement: ['user', 'role'].map((kind) => ({
            ...{ Effect: 'Allow', Action: 'iam:*', Resource: `arn:aws:iam::*:${kind}/*` },
          })),
        }),
      }),
      points: 15,
    },
    {
      name: 'an inline policy beside a narrow ARN',
      tell: passing({
        policyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
        policy: statement({ Effect: 'Allow', Action: '*', Resource: '*' }),
      }),
      points: 15,
    },
    {
      name: 'IAMFullAccess',
      tell: passing({ policyArns: [{ arn: 'arn:aws:iam::aws:policy/IAMFullAccess' }] }),
      points: 15,
    },
  ],
  silent: [
    { name: 'no policy', tell: passing({}) },
    {
      name: 'a narrow policy',
      tell: passing({ policy: statement({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }) }),
    },
  ],
  almost: [
    {
      name: 'a deny of everything',
      tell: passing({ policy: statement({ Effect: 'Deny', Action: '*', Resource: '*' }) }),
    },
    {
      name: 'everything on one bucket',
      tell: passing({ policy: statement({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::one/*' }) }),
    },
    ...[
      { Action: 'iam:Get*', Resource: '*' },
      { Action: ['ec2:*', 's3:*'], Resource: '*' },
      { Action: 'iam:PassRole', Resource: '*' },
      { Action: ['iam:PutRolePolicy', 'iam:Attach*'], Resource: 'arn:aws:iam::111122223333:role/app-*' },
      { Action: ['ec2:*', 's3:*', 'kms:*', 'lambda:*'], Resource: '*' },
      { Action: 'iam:*', Resource: 'arn:aws:iam::111122223333:user/dave' },
      { NotAction: '*', Resource: '*' },
      { Action: '*', NotResource: '**' },
      { Action: '*' },
    ].map((entry, n) => ({
      name: `less than everything, ${n}`,
      tell: passing({ policy: statement({ Effect: 'Allow', ...entry }) }),
    })),
  ],
});
