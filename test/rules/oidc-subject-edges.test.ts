import { webIdentity } from '../../scripts/callers.ts';
import { withWebIdentity } from '../../scripts/records.ts';
import { EKS, GITHUB } from '../../scripts/scenarios/machines.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-subject.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const MAIN = 'repo:acme/shop:ref:refs/heads/main';
const PINNED = 'repo:acme@123456/shop@456789:ref:refs/heads/main';
const TAKEN_OVER = 'repo:acme@999/shop@888:ref:refs/heads/main';
const OTHER = 'login.example.com';
const TOOL = { userAgent: 'aws-sdk-nodejs/2.1692.0 kali' };
const run = (stage: Stage, subject: string, day = 30, issuer: string = GITHUB, name = 'deploy') =>
  withWebIdentity(
    call(stage, { day, role: role(name), by: webIdentity(A, issuer, subject), place: 'runners' }),
  );
const after =
  (subject: string, before: readonly string[], issuer: string = GITHUB) =>
  (stage: Stage) => {
    daily(stage, (day) => before.map((usual) => run(stage, usual, day, issuer)));
    return run(stage, subject, 30, issuer);
  };
const many = (n: number, make: (n: number) => string) => Array.from({ length: n }, (_, at) => make(at));
const repository = (n: number) => `repo:acme/shop-${n}:ref:refs/heads/main`;
const allowing = (...allow: readonly string[]) => ({
  identity: { subjects: [{ role: `arn:aws:iam::${A}:role/deploy`, allow }] },
});

cases(rule, {
  fires: [
    {
      name: 'a stranger’s repository, with its evidence',
      points: 90,
      says: 'a foreign owner (known: acme)',
      shows: { role: `arn:aws:iam::${A}:role/deploy`, subject: 'repo:evil/shop:pull_request', owner: 'evil' },
      tell: after('repo:evil/shop:pull_request', [MAIN]),
    },
    {
      name: 'the owner’s name, taken over by another, and who had it',
      points: 90,
      says: 'another owner under a known name (known: acme@123456)',
      tell: after(TAKEN_OVER, [PINNED]),
    },
    {
      name: 'the same, where the configuration knows the owner by name only',
      points: 90,
      says: 'is not one that the role expects',
      config: allowing('repo:acme/shop:*'),
      tell: after(TAKEN_OVER, [PINNED]),
    },
    {
      name: 'a branch that the role has seen on two days: half, rounded up',
      points: 3,
      tell: (stage) => {
        const branch = (name: string) => `repo:acme/shop:ref:refs/heads/${name}`;
        daily(stage, (day) => ['a', 'b', 'c'].map((name) => run(stage, branch(name), day)));
        for (const day of [27, 28]) stage.add(run(stage, branch('x'), day));
        return run(stage, branch('x'));
      },
    },
    {
      name: 'one repository more, also of a role with a crowd of them',
      points: 20,
      tell: after('repo:acme/new:ref:refs/heads/main', many(8, repository)),
    },
    {
      name: 'another subject of an issuer that nobody can read, on a role with few',
      points: 20,
      tell: after(
        'device-new',
        many(7, (n) => `device-${n}`),
        OTHER,
      ),
    },
  ],
  silent: [
    {
      name: 'as configured, by GitHub’s ids',
      config: allowing('repo:acme@123456/shop@456789:*'),
      tell: (stage) => run(stage, PINNED),
    },
    {
      name: 'as configured by name, with ids and no ref',
      config: allowing('repo:acme/shop'),
      tell: (stage) => run(stage, 'repo:acme@123456/shop@456789'),
    },
  ],
  almost: [
    {
      name: 'another subject of an issuer that nobody can read, on a role with a crowd of them',
      tell: after(
        'device-new',
        many(8, (n) => `device-${n}`),
        OTHER,
      ),
    },
    {
      name: 'the first run on a role that people take: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('deploy') }));
        return { ...run(stage, MAIN), ...TOOL };
      },
    },
    {
      name: 'on a role without history, an owner of whom another role has runs: unknown',
      unknown: 'history',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => run(stage, MAIN, day, GITHUB, 'test'));
        return { ...run(stage, MAIN), ...TOOL };
      },
    },
    ...[
      { what: 'a pod', issuer: EKS, subject: 'system:serviceaccount:shop:checkout' },
      { what: 'a subject that nobody can read', issuer: OTHER, subject: 'device-1' },
    ].map(({ what, issuer, subject }) => ({
      name: `on a role without history, ${what}: unknown`,
      unknown: 'history' as const,
      tell: (stage: Stage) => {
        quietDays(stage, PEOPLE);
        return { ...run(stage, subject, 30, issuer), ...TOOL };
      },
    })),
  ],
});
