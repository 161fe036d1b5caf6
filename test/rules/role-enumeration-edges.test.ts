import { type Caller, service, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole } from '../../scripts/records.ts';
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
/** Role after role, twenty seconds apart. */
const refused = (stage: Stage, names: number, by?: Caller) => {
  const made = Array.from({ length: names }, (_, n) => deniedRole(call(stage, n, `role-${n}`, by)));
  stage.add(...made.slice(0, -1));
  return made.at(-1) ?? {};
};

cases(rule, {
  fires: [
    { name: 'seven names', tell: (stage) => refused(stage, 7), points: 40 },
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
  ],
  silent: [{ name: 'four names', tell: (stage) => refused(stage, 4) }],
  almost: [
    {
      name: 'by a service, which tries its customers’ roles',
      tell: (stage) => refused(stage, 5, service('config.amazonaws.com')),
    },
  ],
});
