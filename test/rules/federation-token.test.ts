import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, issuedKey, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/federation-token.ts';
import { cases, daily } from '../support/cases.ts';
import { sessionOf } from '../support/watched.ts';

const ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
});
const NARROW = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }],
});
const base = (stage: Stage, day: number) => ({
  at: stage.at(day, '09:00'),
  by: user('111122223333', 'broker'),
  from: address('cellar'),
  account: '111122223333',
});
const token = (stage: Stage, day: number, asked: object) =>
  stsCall(
    'GetFederationToken',
    base(stage, day),
    { name: 'app', ...asked },
    { credentials: { accessKeyId: issuedKey(base(stage, day)), expiration: 'Apr 1, 2026, 9:00:00 PM' } },
  );

const allow = (Action: unknown, Resource: unknown = '*') => ({
  policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }),
});
const POWER = { policyArns: [{ arn: 'arn:aws:iam::aws:policy/PowerUserAccess' }], durationSeconds: 129_600 };
/** A broker's tokens of thirty days, and today's. */
const broker =
  (asked: object, before: object = { policy: NARROW }) =>
  (stage: Stage) => {
    daily(stage, (day) => token(stage, day, before));
    return token(stage, 30, asked);
  };
const SERVICES = ['ec2:*', 's3:*', 'secretsmanager:*', 'kms:*', 'lambda:*', 'ssm:*', 'sts:*'];

cases(rule, {
  fires: [
    { name: 'full rights by policy', tell: (stage) => token(stage, 30, { policy: ALL }), points: 70 },
    {
      name: 'full rights by policy ARN',
      tell: (stage) =>
        token(stage, 30, { policyArns: [{ arn: 'arn:aws:iam::aws:policy/AdministratorAccess' }] }),
      points: 70,
    },
    {
      name: 'a role’s session that asks, and is refused as every one',
      points: 25,
      tell: (stage) => {
        const call = { ...base(stage, 30), by: sessionOf('Deploy'), error: 'AccessDenied' };
        return stsCall('GetFederationToken', call, null, null);
      },
    },
    { name: 'PowerUserAccess, by a broker of narrow tokens', tell: broker(POWER), points: 40, says: 'broad' },
    { name: 'seven whole services, by such a broker', tell: broker(allow(SERVICES)), points: 40 },
    {
      name: 'the same, on everything but something',
      points: 40,
      tell: broker({
        policy: JSON.stringify({
          Statement: { Effect: 'Allow', Action: SERVICES, NotResource: 'arn:aws:s3:::x' },
        }),
      }),
    },
    { name: 'services by their first letter', tell: broker(allow('s*')), points: 40 },
    { name: 'the right to write policies', tell: broker(allow(['iam:Put*', 'iam:Attach*'])), points: 70 },
    {
      name: 'the first token of a user with history',
      points: 40,
      tell: (stage) => {
        daily(stage, (day) => callerIdentity(base(stage, day)));
        return token(stage, 30, { policy: NARROW });
      },
    },
    { name: 'a user without history', tell: (stage) => token(stage, 30, { policy: NARROW }), points: 25 },
  ],
  silent: [
    {
      name: 'a broker that does so every day',
      tell: (stage) => {
        daily(stage, (day) => token(stage, day, { policy: NARROW }));
        return token(stage, 30, { policy: NARROW });
      },
    },
  ],
  almost: [
    { name: 'a broker that always gave broad tokens', tell: broker(POWER, allow(SERVICES)) },
    { name: 'two whole services', tell: broker(allow(['s3:*', 'kms:*'])) },
    { name: 'four whole services, on one bucket', tell: broker(allow(SERVICES, 'arn:aws:s3:::one/*')) },
    {
      name: 'a refused token with full rights',
      tell: (stage) =>
        stsCall(
          'GetFederationToken',
          { ...base(stage, 30), error: 'AccessDenied' },
          { name: 'app', policy: ALL },
          null,
        ),
    },
  ],
});
