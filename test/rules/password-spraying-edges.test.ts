import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { refusedLogin } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/password-spraying.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const at = (stage: Stage, time: string) => ({ at: stage.at(30, time), from: address('lagos'), account: A });
const refused = (stage: Stage, n: number, time: string) =>
  refusedLogin({ ...at(stage, time), name: `user-${n}` });
/** So many names, a minute apart from nine o'clock on. */
const spray = (stage: Stage, names: number) => {
  for (let n = 0; n < names; n++) stage.add(refused(stage, n, `09:0${n}`));
};
const fifth = (time: string) => (stage: Stage) => {
  spray(stage, 4);
  return refused(stage, 4, time);
};

cases(rule, {
  fires: [
    {
      name: 'the ninth name',
      points: 45,
      tell: (stage) => {
        spray(stage, 8);
        return refused(stage, 8, '09:30');
      },
    },
    {
      name: 'the fifth name, an hour after the first',
      says: 'sign-ins of 5 users from this address failed within 60 minutes',
      shows: { ip: address('lagos'), users: 5, names: 'user-0, user-1, user-2, user-3, user-4' },
      tell: fifth('09:59:59'),
    },
  ],
  silent: [
    {
      name: 'the fourth name',
      tell: (stage) => {
        spray(stage, 3);
        return refused(stage, 3, '09:30');
      },
    },
  ],
  almost: [
    { name: 'the fifth name, more than an hour after the first', tell: fifth('10:00:30') },
    {
      name: 'in, after four names',
      tell: (stage) => {
        spray(stage, 4);
        return consoleLogin({ ...at(stage, '09:30'), by: user(A, 'dave'), mfa: false });
      },
    },
    {
      name: 'in, before the refusals of five names, which were read first',
      tell: (stage) => {
        spray(stage, 5);
        return consoleLogin({ ...at(stage, '08:55'), by: user(A, 'dave'), mfa: false });
      },
    },
  ],
});
