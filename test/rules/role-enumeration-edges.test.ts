import { type Caller, service, session, user, webIdentity } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole, type RawCloudTrail, withWebIdentity } from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/role-enumeration.ts';
import { cases } from '../support/cases.ts';
import { A, B, role } from '../support/chain.ts';

const ADMIN = 'OrganizationAccountAccessRole';
const two = (n: number) => String(n).padStart(2, '0');
const call = (stage: Stage, n: number, name: string, by: Caller = user(A, 'dave'), account = A) => ({
  at: stage.at(30, `09:${two(Math.floor(n / 3))}:${two((n % 3) * 20)}`),
  ...{ by, from: address('berlinHome'), account: A, session: 'work', role: role(name, account) },
});
/** One of the machines that have a role. */
const machine = (stage: Stage, n: number) =>
  session({
    ...{ role: role('web'), session: `i-0a1b2c3d4e5f6${n}`, key: `ASIAMACHINE${two(n)}EXAMPLE` },
    issuedAt: stage.at(30, '08:00'),
  });
/** A run of the shop's pipeline, on one of the runners. */
const run = (stage: Stage, n: number, name: string, host: number, branch = 'main'): RawCloudTrail =>
  withWebIdentity({
    ...call(stage, n, name, webIdentity(A, GITHUB, `repo:acme/shop:ref:refs/heads/${branch}`)),
    from: address('runners', host),
  });
/** As many names refused to a run of another branch. */
const refusedRuns = (stage: Stage, names: number, errorCode = 'AccessDenied', branch = 'evil'): void => {
  for (let n = 0; n < names; n++) {
    const record = run(stage, n, `role-${n}`, 9, branch);
    stage.add({ ...record, errorCode, errorMessage: 'Not authorized', responseElements: null });
  }
};
/** Role after role, twenty seconds apart. */
const refused = (stage: Stage, names: number, by?: Caller) => {
  const made = Array.from({ length: names }, (_, n) => deniedRole(call(stage, n, `role-${n}`, by)));
  stage.add(...made.slice(0, -1));
  return made.at(-1) ?? {};
};

cases(rule, {
  fires: [
    { name: 'seven names', tell: (stage) => refused(stage, 7), points: 40 },
    {
      name: 'five names, by the token of a pipeline',
      points: 40,
      tell: (stage) => {
        const by = webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main');
        const made = [0, 1, 2, 3, 4].map((n) => ({
          ...withWebIdentity({ ...call(stage, n, `role-${n}`), by }),
          ...{ errorCode: 'AccessDenied', errorMessage: 'Not authorized', responseElements: null },
        }));
        stage.add(...made.slice(0, -1));
        return made.at(-1) ?? {};
      },
    },
    { name: 'fourteen names', tell: (stage) => refused(stage, 14), points: 70 },
    {
      name: 'five names, refused once more',
      tell: (stage) => refused(stage, 5),
      says: 'within 10 minutes (role-0, role-1, role-2, role-3 and 1 more)',
      shows: { names: 5, windowMinutes: 10, roles: 'role-0, role-1, role-2, role-3, role-4' },
    },
    {
      name: 'five names, and then one that was granted',
      points: 40,
      says: ', then the-door was granted',
      tell: (stage) => {
        stage.add(refused(stage, 5));
        return assumeRole(call(stage, 5, 'the-door'));
      },
    },
    {
      name: 'five names, one of them in two accounts',
      shows: {
        ...{ names: 5, windowMinutes: 10, roles: `${ADMIN}, role-0, role-1, role-2, role-3` },
        ...{ role: ADMIN, accounts: `${A}, ${B}` },
      },
      tell: (stage) => {
        stage.add(refused(stage, 4), deniedRole(call(stage, 4, ADMIN, undefined, B)));
        return deniedRole(call(stage, 5, ADMIN));
      },
    },
    {
      name: 'sixteen names refused to one machine of a role, then one granted to another',
      points: 40,
      says: ', then the-door was granted',
      tell: (stage) => {
        stage.add(refused(stage, 16, machine(stage, 1)));
        return assumeRole(call(stage, 17, 'the-door', machine(stage, 2)));
      },
    },
    {
      name: 'sixteen names refused to one run of a repository’s pipeline, then one granted to another',
      points: 40,
      tell: (stage) => {
        refusedRuns(stage, 16);
        return run(stage, 17, 'deploy', 1);
      },
    },
    {
      name: 'sixteen names, and one granted, to the same run of a pipeline',
      points: 90,
      tell: (stage) => {
        refusedRuns(stage, 16);
        return run(stage, 17, 'deploy', 9, 'evil');
      },
    },
    {
      name: 'the same, granted to the one that was refused',
      points: 90,
      tell: (stage) => {
        stage.add(refused(stage, 16, machine(stage, 1)));
        return assumeRole(call(stage, 17, 'the-door', machine(stage, 1)));
      },
    },
    {
      name: 'eight names refused to the one that is granted, and eight to another',
      points: 70,
      tell: (stage) => {
        stage.add(refused(stage, 8, machine(stage, 1)));
        for (let n = 8; n < 16; n++) stage.add(deniedRole(call(stage, n, `role-${n}`, machine(stage, 2))));
        return assumeRole(call(stage, 17, 'the-door', machine(stage, 2)));
      },
    },
    {
      name: 'sixteen names, each refused to another machine: the last refusal says all',
      points: 90,
      tell: (stage) => {
        for (let n = 0; n < 15; n++) stage.add(deniedRole(call(stage, n, `role-${n}`, machine(stage, n))));
        return deniedRole(call(stage, 15, 'role-15', machine(stage, 15)));
      },
    },
  ],
  silent: [{ name: 'four names', tell: (stage) => refused(stage, 4) }],
  almost: [
    {
      name: 'sixteen names with forged tokens, which AWS could not verify, then the pipeline’s own run',
      tell: (stage) => {
        refusedRuns(stage, 16, 'InvalidIdentityToken', 'main');
        return run(stage, 17, 'deploy', 1);
      },
    },
    {
      name: 'by a service, which tries its customers’ roles',
      tell: (stage) => refused(stage, 5, service('config.amazonaws.com')),
    },
  ],
});
