import { webIdentity } from '../../scripts/callers.ts';
import { type RawCloudTrail, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/oidc-refused.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role } from '../support/chain.ts';

const OURS = 'repo:acme/shop:ref:refs/heads/main';
const THEIRS = 'repo:evil/tools:ref:refs/heads/main';
const EXPECTING = {
  identity: { subjects: [{ role: `arn:aws:iam::${A}:role/deploy`, allow: ['repo:evil/tools:*'] }] },
};

function run(stage: Stage, subject: string, day = 30, time = '09:00', name = 'deploy') {
  const by = webIdentity(A, GITHUB, subject);
  return withWebIdentity({
    ...call(stage, { day, role: role(name), by, place: 'runners' }),
    at: stage.at(day, time),
  });
}

const refused = (record: RawCloudTrail, errorCode = 'AccessDenied'): RawCloudTrail => ({
  ...record,
  errorCode,
  errorMessage: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
  responseElements: null,
});

/** A month of the own pipeline, so many refusals of a subject, and one more. */
const after =
  (before: number, subject = THEIRS, errorCode?: string) =>
  (stage: Stage): RawCloudTrail => {
    daily(stage, (day) => run(stage, OURS, day));
    for (let n = 0; n < before; n++) stage.add(refused(run(stage, subject, 30, `08:0${n}`), errorCode));
    return refused(run(stage, subject), errorCode);
  };

cases(rule, {
  fires: [
    {
      name: 'a stranger’s repository, once',
      tell: after(0),
      points: 20,
      says: 'no pipeline of evil was ever seen here',
      shows: { subject: THEIRS, owner: 'evil', role: `arn:aws:iam::${A}:role/deploy`, tries: 1 },
    },
    { name: 'the fourth time in a day', tell: after(3), points: 20 },
    {
      name: 'the fifth time in a day',
      tell: after(4),
      points: 40,
      says: ', and this one was denied 5 times within 24 hours',
    },
    {
      name: 'a role that nobody took before',
      points: 20,
      tell: (stage) => {
        after(0)(stage);
        return refused(run(stage, THEIRS, 30, '09:00', 'never-taken'));
      },
    },
    {
      name: 'a record that does not name the role',
      points: 20,
      says: 'no pipeline of evil was ever seen here',
      tell: (stage) => {
        const { resources: _, ...record } = after(4)(stage);
        return { ...record, eventID: 'unnamed', requestParameters: null };
      },
    },
  ],
  silent: [
    {
      name: 'the own pipeline, refused again and again',
      tell: after(6, 'repo:acme/shop:pull_request'),
    },
    { name: 'a new repository of the own owner', tell: after(6, 'repo:acme/blog:ref:refs/heads/main') },
    {
      name: 'a stranger who got in: oidc-subject tells',
      tell: (stage) => {
        after(6)(stage);
        return run(stage, THEIRS);
      },
    },
  ],
  almost: [
    { name: 'what is configured for the role', tell: after(6), config: EXPECTING },
    { name: 'a token that AWS could not verify', tell: after(6, THEIRS, 'InvalidIdentityToken') },
    {
      name: 'a service account of somebody’s cluster',
      tell: after(6, 'system:serviceaccount:evil:tools'),
    },
    {
      name: 'before any pipeline here has used the provider: unknown',
      tell: (stage) => {
        for (let n = 0; n < 8; n++) {
          stage.add(refused(run(stage, THEIRS, 30, `08:5${n}`, `role-${n}`)));
        }
        return refused(run(stage, THEIRS));
      },
      unknown: 'history',
    },
  ],
});
