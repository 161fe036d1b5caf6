import { webIdentity } from '../../scripts/callers.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-subject.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const DEPLOY = role('deploy');
const MAIN = 'repo:acme/shop:ref:refs/heads/main';
const run = (stage: Stage, subject: string, day = 30, issuer: string = GITHUB, taken = DEPLOY) =>
  withWebIdentity(call(stage, { day, role: taken, by: webIdentity(A, issuer, subject), place: 'runners' }));
const after =
  (subject: string, before: readonly string[] = [MAIN], issuer: string = GITHUB) =>
  (stage: Stage) => {
    daily(stage, (day) => before.map((usual) => run(stage, usual, day, issuer)));
    return run(stage, subject, 30, issuer);
  };
/** From the tenth day on something is in every run that was in none before. */
function adopted(stage: Stage, ref: (n: number) => string) {
  const subject = (day: number) => `repo:acme/shop:${day < 10 ? 'ref:refs/heads/main' : ref(day)}`;
  daily(stage, (day) => run(stage, subject(day), day, GITHUB, role('shop-deploy')));
  return run(stage, subject(30), 30, GITHUB, role('shop-deploy'));
}
const commit = (n: number) => `${n}abcdef`.repeat(5).slice(0, 40);
const POD = 'system:serviceaccount:shop:checkout';
const PINNED = 'repo:acme@123456/shop@456789:ref:refs/heads/main';
const CUSTOM = 'repository_owner:acme:repository:acme/shop:ref:refs/heads/main';
const PULUMI = 'api.pulumi.com/oidc';
const STACK = 'pulumi:deploy:org:acme:project:p:stack:s:operation:update:scope:write';
const SPACELIFT = 'demo.app.spacelift.io';
const TRACKED = 'space:root:stack:infra:run_type:TRACKED:scope:write';
/** A pipeline of ours on another role. */
const others = (stage: Stage, day: number) => [run(stage, MAIN, day, GITHUB, role('test'))];
const expecting = {
  identity: { subjects: [{ role: `arn:aws:iam::${A}:role/deploy`, allow: ['repo:acme/shop:*'] }] },
};

cases(rule, {
  fires: [
    { name: 'a stranger’s repository', points: 90, tell: after('repo:evil/shop:ref:refs/heads/main') },
    {
      name: 'the same by the issuer of the stranger’s enterprise, which GitHub signs as it does its own',
      points: 90,
      tell: (stage) => {
        daily(stage, (day) => run(stage, MAIN, day));
        return run(stage, 'repo:evil/shop:ref:refs/heads/main', 30, `${GITHUB}/evil`);
      },
    },
    {
      name: 'an organisation whose name begins with the owner’s',
      points: 90,
      tell: after('repo:acme-123456/shop-456789:ref:refs/heads/main'),
    },
    {
      name: 'the same with ids',
      points: 90,
      tell: after('repo:acme-1@9/shop@456789:ref:refs/heads/main', [PINNED]),
    },
    {
      name: 'the owner’s name, taken over by another',
      points: 90,
      tell: after('repo:acme@999/shop@888:ref:refs/heads/main', [MAIN, PINNED]),
    },
    {
      name: 'the repository’s name, taken over by another',
      points: 45,
      tell: after('repo:acme@123456/shop@888:ref:refs/heads/main', [PINNED]),
    },
    {
      name: 'not what is configured, with ids',
      points: 90,
      config: expecting,
      tell: (stage) => run(stage, 'repo:acme@123456/blog@5:ref:refs/heads/main'),
    },
    { name: 'a pull request', points: 70, tell: after('repo:acme/shop:pull_request') },
    {
      name: 'a stranger’s repository, where subjects name owner and repository',
      points: 90,
      tell: after('repository_owner:evil:repository:evil/shop', [CUSTOM]),
    },
    {
      name: 'a stranger’s stack at Pulumi',
      points: 90,
      tell: after(STACK.replace('acme', 'evil'), [STACK], PULUMI),
    },
    {
      name: 'another stack at Spacelift',
      points: 45,
      tell: after(TRACKED.replace('infra', 'sandbox'), [TRACKED], SPACELIFT),
    },
    {
      name: 'another kind of run at Spacelift',
      points: 30,
      says: 'branch or environment',
      tell: after(TRACKED.replace('TRACKED', 'PROPOSED'), [TRACKED], SPACELIFT),
    },
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
      name: 'a branch whose name looks like a commit’s id, but has no digit',
      points: 30,
      tell: after('repo:acme/shop:ref:refs/heads/defaced', ['repo:acme/shop:ref:refs/heads/acceded']),
    },
    {
      name: 'one more branch of a role with three',
      points: 5,
      tell: after(
        'repo:acme/shop:ref:refs/heads/x',
        ['a', 'b', 'c'].map((name) => `repo:acme/shop:ref:refs/heads/${name}`),
      ),
    },
    {
      name: 'the first release by a tag, of a role that only had branches',
      points: 30,
      tell: after('repo:acme/shop:ref:refs/tags/v1.30.0'),
    },
    {
      name: 'a tag of another form, of a role that knows numbered tags',
      points: 30,
      tell: after('repo:acme/shop:ref:refs/tags/hotfix-1', [MAIN, 'repo:acme/shop:ref:refs/tags/v1.29.0']),
    },
    {
      name: 'another user, whose number stands in the subject',
      points: 30,
      tell: after('repo:acme/shop:actor_id:30', ['repo:acme/shop:actor_id:29']),
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
        daily(stage, (day) => run(stage, MAIN, day, GITHUB, role('test')));
        return run(stage, 'repo:evil/shop:ref:refs/heads/main');
      },
    },
    {
      name: 'an owner that nobody knows, on a role that no pipeline ever took',
      points: 70,
      says: 'is of an owner that nobody in the organisation knows',
      tell: (stage) => {
        daily(stage, (day) => [take(stage, { day, role: DEPLOY }), ...others(stage, day)]);
        return run(stage, 'repo:evil/shop:ref:refs/heads/main');
      },
    },
    {
      name: 'the first run of a build service that nobody here used: no owner can be known',
      points: 20,
      says: 'is of the first owner at a provider that nobody in the organisation used before, on a role without history',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => run(stage, MAIN, day, GITHUB, role('test')));
        return run(stage, STACK, 30, PULUMI);
      },
    },
  ],
  silent: [
    { name: 'the usual run', tell: after(MAIN) },
    { name: 'the usual run, since the organisation chose its claims', tell: after(CUSTOM, [MAIN]) },
    { name: 'the usual run at Pulumi', tell: after(STACK, [STACK], PULUMI) },
    {
      name: 'as configured, on a new branch',
      config: expecting,
      tell: after('repo:acme/shop:ref:refs/heads/x'),
    },
    { name: 'the usual run, now with GitHub’s ids', tell: after(PINNED) },
    { name: 'the usual run, with ids as always', tell: after(PINNED, [PINNED]) },
    { name: 'the usual run of a role with both forms', tell: after(MAIN, [MAIN, PINNED]) },
    { name: 'a renamed organisation with its id', tell: after(PINNED.replace('acme@', 'apex@'), [PINNED]) },
    { name: 'a renamed repository with its id', tell: after(PINNED.replace('shop@', 'store@'), [PINNED]) },
    { name: 'as configured, with ids', config: expecting, tell: after(PINNED.replace('main', 'x')) },
    {
      name: 'the first days with ids',
      tell: (stage) => {
        daily(stage, (day) => run(stage, day < 29 ? MAIN : PINNED, day));
        return run(stage, PINNED);
      },
    },
    ...(
      [
        ['a release by a tag', (n: number) => `ref:refs/tags/v1.${n}.0`],
        ['a release branch', (n: number) => `ref:refs/heads/release/2026-${n}`],
        ['the environment of a pull request', (n: number) => `environment:pr-${n}`],
        ['a merge queue', (n: number) => `ref:refs/heads/gh-readonly-queue/main/pr-${n}-${commit(n)}`],
      ] as const
    ).map(([name, ref]) => ({
      name: `${name}, new in every run, of a deployment role with a history`,
      tell: (stage: Stage) => adopted(stage, ref),
    })),
    { name: 'nothing learned', tell: (stage) => run(stage, MAIN) },
    {
      name: 'an owner of whom another role has runs, on a role that no pipeline ever took',
      tell: (stage) => {
        daily(stage, (day) => [take(stage, { day, role: DEPLOY }), ...others(stage, day)]);
        return run(stage, MAIN);
      },
    },
  ],
  almost: [
    {
      name: 'another run of the same branch, where subjects have its number',
      tell: after(`${CUSTOM}:run_id:2`, [`${CUSTOM}:run_id:1`]),
    },
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
