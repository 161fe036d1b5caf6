import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { assumeRole, deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/role-enumeration.ts';
import { cases, daily } from '../support/cases.ts';
import { role, take } from '../support/chain.ts';

const dave = { by: user('111122223333', 'dave'), from: address('berlinHome') };
const ORGANISATIONS = 'OrganizationAccountAccessRole';
/** The n-th account of the organisation. */
const nth = (n: number) => String(111122223333 + n);
const two = (n: number) => String(n).padStart(2, '0');
/** The n-th of the roles refused, so many seconds apart; the last one is judged. */
const refusals =
  (
    count: number,
    apart: number,
    name = (n: number) => `role-${n}`,
    account = (_: number) => '111122223333',
  ) =>
  (stage: Stage) => {
    const made = Array.from({ length: count }, (_, n) => {
      const at = stage.at(30, `09:${two(Math.floor((n * apart) / 60))}:${two((n * apart) % 60)}`);
      return deniedRole({
        ...dave,
        at,
        account: '111122223333',
        role: { account: account(n), name: name(n) },
      });
    });
    stage.add(...made.slice(0, -1));
    return made.at(-1) ?? {};
  };

/** The first of those names. */
const everyday = (count: number) => Array.from({ length: count }, (_, n) => `role-${n}`);

cases(rule, {
  fires: [
    { name: 'five names in two minutes', tell: refusals(5, 20), points: 40 },
    { name: 'eight names', tell: refusals(8, 20), points: 70 },
    { name: 'fifteen names', tell: refusals(15, 20), points: 90 },
    {
      name: 'eight names beside sixteen that the actor takes every day',
      points: 70,
      says: '8 different roles denied within 10 minutes (role-16, ',
      tell: (stage) => {
        daily(stage, (day) => everyday(16).map((name) => take(stage, { day, role: role(name) })));
        return refusals(24, 10)(stage);
      },
    },
    {
      name: 'sixteen names, each hidden among twenty-five refusals of one',
      tell: refusals(16 * 26, 1, (n) => (n % 26 === 0 ? `role-${n / 26}` : 'decoy')),
      points: 90,
    },
    {
      name: 'the organisation’s role in five accounts',
      tell: refusals(5, 20, () => ORGANISATIONS, nth),
      points: 40,
      says: 'OrganizationAccountAccessRole denied in 5 accounts within 10 minutes (111122223333, ',
    },
    {
      name: 'the organisation’s role in fifteen accounts',
      tell: refusals(15, 20, () => ORGANISATIONS, nth),
      points: 60,
    },
    {
      name: 'another role in fifteen accounts',
      tell: refusals(15, 20, () => 'rollout', nth),
      points: 25,
    },
    {
      name: 'eight names, also where each is refused in many accounts',
      tell: refusals(8 * 20, 2, (n) => `role-${n % 8}`, nth),
      points: 70,
      says: '8 different roles',
    },
    {
      name: 'sixteen names, each hidden among a hundred accounts that refuse one',
      tell: refusals(16 * 35, 1, (n) => (n % 35 === 0 ? `role-${n / 35}` : 'decoy'), nth),
      points: 90,
    },
    {
      name: 'the grant that follows',
      points: 40,
      tell: (stage) => {
        stage.add(refusals(5, 20)(stage));
        return assumeRole({
          ...dave,
          at: stage.at(30, '09:05:00'),
          account: '111122223333',
          role: { account: '111122223333', name: 'found' },
          session: 'x',
        });
      },
    },
  ],
  silent: [
    { name: 'one role, refused twenty times', tell: refusals(20, 10, () => 'wanted') },
    {
      name: 'four names, each refused a hundred times',
      tell: refusals(400, 1, (n) => `role-${n % 4}`),
    },
    {
      name: 'one name in twelve accounts is a roll-out',
      tell: refusals(12, 10, () => 'rollout', nth),
    },
    {
      name: 'an administrator’s role in one account, twenty times',
      tell: refusals(20, 10, () => ORGANISATIONS),
    },
    {
      name: 'a roll-out of a role that the actor takes elsewhere',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role(ORGANISATIONS, '999900001111') }));
        return refusals(20, 10, () => ORGANISATIONS, nth)(stage);
      },
    },
    {
      name: 'sixteen roles that the actor takes every day: somebody has broken their trust',
      tell: (stage) => {
        daily(stage, (day) => everyday(16).map((name) => take(stage, { day, role: role(name) })));
        return refusals(16, 10)(stage);
      },
    },
  ],
  almost: [
    { name: 'four names', tell: refusals(4, 20) },
    {
      name: 'four names beside sixteen that the actor takes every day',
      tell: (stage) => {
        daily(stage, (day) => everyday(16).map((name) => take(stage, { day, role: role(name) })));
        return refusals(20, 10)(stage);
      },
    },
    { name: 'five names, three minutes apart', tell: refusals(5, 180) },
    { name: 'the organisation’s role in four accounts', tell: refusals(4, 20, () => ORGANISATIONS, nth) },
    { name: 'another role in fourteen accounts', tell: refusals(14, 20, () => 'rollout', nth) },
  ],
});
