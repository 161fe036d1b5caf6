import { service, user, webIdentity } from '../../scripts/callers.ts';
import { serviceRole, withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/service-role-by-hand.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';
import { federatedAfter } from '../support/ways.ts';

const WORKER = role('worker');
const byService = (stage: Stage, day: number) =>
  serviceRole({
    at: stage.at(day, '05:00'),
    by: service('lambda.amazonaws.com'),
    ...{ account: A, role: WORKER, session: 'worker' },
  });

/** A pod or a pipeline that takes the function's role, after those of the organisation that use their own every day. */
const takenByCode =
  (issuer: string, subject: string, others: readonly [issuer: string, subject: string][], days = 30) =>
  (stage: Stage) => {
    const token = (from: string, of: string, name: string, day: number) =>
      withWebIdentity(call(stage, { day, role: role(name), by: webIdentity(A, from, of), place: 'runners' }));
    daily(stage, (day) => [
      byService(stage, day),
      take(stage, { day, role: role('reader') }),
      ...(day < 30 - days ? [] : others.map(([from, of], at) => token(from, of, `own-${at}`, day))),
    ]);
    return token(issuer, subject, WORKER.name, 30);
  };
const SHOP_RUN = [GITHUB, 'repo:acme/shop:ref:refs/heads/main'] as const;
const SHOP_POD = [EKS, 'system:serviceaccount:shop:checkout'] as const;

cases(rule, {
  fires: [
    {
      name: 'a pipeline of an owner that others here have: a build moves elsewhere, and keeps its role',
      points: 35,
      tell: takenByCode(GITHUB, 'repo:acme/orders:ref:refs/heads/main', [[...SHOP_RUN]]),
    },
    {
      name: 'a pod of a cluster that others here use',
      points: 35,
      tell: takenByCode(EKS, 'system:serviceaccount:shop:worker', [[...SHOP_POD]]),
    },
    ...[1, 6, 7].map((days) => ({
      name: `a pod of a cluster that another has used for ${days} days`,
      points: days < 7 ? 55 : 35,
      tell: takenByCode(EKS, 'system:serviceaccount:shop:worker', [[...SHOP_POD]], days),
    })),
    ...[2, 6].map((days) => ({
      name: `a pipeline of an owner that another has used for ${days} days`,
      points: 55,
      tell: takenByCode(GITHUB, 'repo:acme/orders:ref:refs/heads/main', [[...SHOP_RUN]], days),
    })),
    {
      name: 'a stranger’s pipeline at a provider that others here use',
      points: 55,
      tell: takenByCode(GITHUB, 'repo:mallory/orders:ref:refs/heads/main', [[...SHOP_RUN]]),
    },
    {
      name: 'another owner under a known name',
      points: 55,
      tell: takenByCode(GITHUB, 'repo:acme@666/orders@2:ref:refs/heads/main', [
        [GITHUB, 'repo:acme@111/shop@1:ref:refs/heads/main'],
      ]),
    },
    {
      name: 'a pod of a cluster that nobody here used before',
      points: 55,
      tell: takenByCode(
        EKS.replace(/\/id\/.*/, `/id/${'F'.repeat(32)}`),
        'system:serviceaccount:shop:worker',
        [[...SHOP_POD]],
      ),
    },
    {
      name: 'with its evidence',
      says: 'only services assumed the role before (30 days)',
      shows: { role: `arn:aws:iam::${A}:role/worker`, caller: `user:arn:aws:iam::${A}:user/dave`, days: 30 },
      tell: (stage) => {
        daily(stage, (day) => byService(stage, day));
        return take(stage, { role: WORKER });
      },
    },
    ...federatedAfter((stage) => daily(stage, (day) => byService(stage, day)), WORKER).map((way) => ({
      ...way,
      points: 55,
    })),
  ],
  silent: [
    {
      name: 'a role that people have taken',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: WORKER }));
        return take(stage, { role: WORKER, by: user(A, 'eve') });
      },
    },
  ],
  almost: [
    {
      name: 'a role’s session, where services and people take it',
      tell: (stage) => {
        daily(stage, (day) => [byService(stage, day), take(stage, { day, role: WORKER })]);
        return take(stage, { role: WORKER, by: sessionOf('Ops') });
      },
    },
    {
      name: 'on the first day: unknown',
      unknown: 'history',
      tell: (stage) => {
        stage.add(byService(stage, 29));
        return take(stage, { role: WORKER, with: 'Boto3/1.35.90 kali' });
      },
    },
  ],
});
