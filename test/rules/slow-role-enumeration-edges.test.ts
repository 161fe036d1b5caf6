import { service, session, user } from '../../scripts/callers.ts';
import { deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/slow-role-enumeration.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role, take } from '../support/chain.ts';

const two = (n: number) => String(n).padStart(2, '0');
const time = (minutes: number) => `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
/** Refusals of different roles at these minutes of the day; the last one is judged. */
const refusedAt = (stage: Stage, minutes: readonly number[], by = user(A, 'dave')) => {
  const made = minutes.map((at, n) =>
    deniedRole(call(stage, { by, role: role(`role-${n}`), time: time(at) })),
  );
  stage.add(...made.slice(0, -1));
  return made.at(-1) ?? {};
};
/** One of the machines that have a role. */
const machine = (stage: Stage, n: number) =>
  session({
    ...{ role: role('web'), session: `i-0a1b2c3d4e5f6${n}`, key: `ASIAMACHINE${n}EXAMPLE` },
    issuedAt: stage.at(30, '00:00'),
  });
const hourly = (names: number) => Array.from({ length: names }, (_, n) => n * 60);

cases(rule, {
  fires: [
    { name: 'eleven names', points: 40, tell: (stage) => refusedAt(stage, hourly(11)) },
    {
      name: 'six names, with their evidence',
      says: '6 different roles denied within 24 h (role-0, role-1, role-2, role-3 and 2 more)',
      shows: { names: 6, windowHours: 24, roles: 'role-0, role-1, role-2, role-3, role-4, role-5' },
      tell: (stage) => refusedAt(stage, hourly(6)),
    },
    {
      name: 'twelve names refused to one machine of a role, and one granted to another',
      points: 20,
      tell: (stage) => {
        stage.add(refusedAt(stage, hourly(12), machine(stage, 1)));
        return take(stage, { role: role('the-door'), by: machine(stage, 2), time: '12:30' });
      },
    },
    {
      name: 'the same, granted to the one that was refused',
      points: 60,
      tell: (stage) => {
        stage.add(refusedAt(stage, hourly(12), machine(stage, 1)));
        return take(stage, { role: role('the-door'), by: machine(stage, 1), time: '12:30' });
      },
    },
    {
      name: 'six names, four of them within ten minutes',
      points: 40,
      tell: (stage) => refusedAt(stage, [0, 60, 121, 122, 123, 124]),
    },
  ],
  silent: [
    {
      name: 'six names, five of them within ten minutes: role-enumeration says it',
      tell: (stage) => refusedAt(stage, [0, 121, 122, 123, 124, 125]),
    },
  ],
  almost: [
    {
      name: 'after six refusals a role of every day',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('reader') }));
        stage.add(refusedAt(stage, hourly(6)));
        return take(stage, { role: role('reader'), time: '12:00' });
      },
    },
    {
      name: 'a service',
      tell: (stage) => refusedAt(stage, hourly(6), service('config.amazonaws.com')),
    },
  ],
});
