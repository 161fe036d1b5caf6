import { webIdentity } from '../../scripts/callers.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB, PEOPLE, quietDays } from '../../scripts/scenarios/cast.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-subject.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role } from '../support/chain.ts';

const DEPLOY = role('deploy');
const MAIN = 'repo:acme/shop:ref:refs/heads/main';
const run = (stage: Stage, subject: string, day = 30, issuer: string = GITHUB) =>
  withWebIdentity(call(stage, { day, role: DEPLOY, by: webIdentity(A, issuer, subject), place: 'runners' }));
const after =
  (subject: string, before: readonly string[] = [MAIN], issuer: string = GITHUB) =>
  (stage: Stage) => {
    daily(stage, (day) => before.map((usual) => run(stage, usual, day, issuer)));
    return run(stage, subject, 30, issuer);
  };
const POD = 'system:serviceaccount:shop:checkout';
const expecting = {
  identity: { subjects: [{ role: `arn:aws:iam::${A}:role/deploy`, allow: ['repo:acme/shop:*'] }] },
};

cases(rule, {
  fires: [
    { name: 'a stranger’s repository', points: 90, tell: after('repo:evil/shop:ref:refs/heads/main') },
    { name: 'a pull request', points: 70, tell: after('repo:acme/shop:pull_request') },
    {
      name: 'another repository of the owner',
      points: 45,
      tell: after('repo:acme/blog:ref:refs/heads/main'),
    },
    {
      name: 'a fourth repository of a shared role',
      points: 20,
      tell: after(
        'repo:acme/blog:ref:refs/heads/main',
        ['a', 'b', 'c'].map((name) => `repo:acme/${name}:ref:refs/heads/main`),
      ),
    },
    { name: 'a branch that the role never saw', points: 30, tell: after('repo:acme/shop:ref:refs/heads/x') },
    {
      name: 'one more branch of a role with three',
      points: 5,
      tell: after(
        'repo:acme/shop:ref:refs/heads/x',
        ['a', 'b', 'c'].map((name) => `repo:acme/shop:ref:refs/heads/${name}`),
      ),
    },
    {
      name: 'another service account of the cluster',
      points: 45,
      tell: after('system:serviceaccount:default:debug', [POD], EKS),
    },
    {
      name: 'outside what is configured, without history',
      points: 90,
      config: expecting,
      tell: (stage) => run(stage, 'repo:acme/blog:ref:refs/heads/main'),
    },
    {
      name: 'an owner that nobody knows, on a role without history',
      points: 70,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return run(stage, 'repo:evil/shop:ref:refs/heads/main');
      },
    },
  ],
  silent: [
    { name: 'the usual run', tell: after(MAIN) },
    {
      name: 'as configured, on a new branch',
      config: expecting,
      tell: after('repo:acme/shop:ref:refs/heads/x'),
    },
    { name: 'nothing learned', tell: (stage) => run(stage, MAIN) },
  ],
  almost: [
    {
      name: 'a pull request where they are usual',
      tell: after('repo:acme/shop:pull_request', [MAIN, 'repo:acme/shop:pull_request']),
    },
    {
      name: 'refused',
      tell: (stage) => ({
        ...after('repo:evil/shop:ref:refs/heads/main')(stage),
        errorCode: 'AccessDenied',
        responseElements: null,
      }),
    },
  ],
});
