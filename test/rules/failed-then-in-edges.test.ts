import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { refusedLogin } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/failed-then-in.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const at = (stage: Stage, time: string) => ({ at: stage.at(30, time), from: address('lagos'), account: A });
/** Refusals a minute apart from nine o'clock on, and a success. */
const tried = (refusals: number, success: string) => (stage: Stage) => {
  for (let n = 0; n < refusals; n++) stage.add(refusedLogin({ ...at(stage, `09:0${n}`), name: 'dave' }));
  return consoleLogin({ ...at(stage, success), by: user(A, 'dave'), mfa: true });
};

cases(rule, {
  fires: [
    {
      name: 'a quarter of an hour after the first of five',
      points: 45,
      says: '5 sign-ins of this user failed within 15 minutes before',
      shows: { user: 'dave', refused: 5, windowMinutes: 15 },
      tell: tried(5, '09:14:59'),
    },
    { name: 'in the second of the fifth', points: 45, tell: tried(5, '09:04') },
  ],
  silent: [{ name: 'after four', tell: tried(4, '09:05') }],
  almost: [
    { name: 'more than a quarter of an hour after the first of five', tell: tried(5, '09:15:30') },
    { name: 'before the five, which were read first', tell: tried(5, '08:59') },
  ],
});
