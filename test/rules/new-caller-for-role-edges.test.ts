import { outsider, service, user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-caller-for-role.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';
import { federatedAfter } from '../support/ways.ts';

const PAYROLL = role('Payroll');
const ARN = `arn:aws:iam::${A}:role/Payroll`;
const after =
  (callers: number, by = user(A, 'mallory')) =>
  (stage: Stage) => {
    daily(stage, (day) =>
      Array.from({ length: callers }, (_, n) => take(stage, { day, role: PAYROLL, by: user(A, `c-${n}`) })),
    );
    return take(stage, { role: PAYROLL, by });
  };

cases(rule, {
  fires: [
    {
      name: 'a role with one',
      points: 9,
      says: 'this caller is new to the role, which has one other',
      tell: after(1),
    },
    ...federatedAfter(after(1), PAYROLL).map((way) => ({ ...way, points: 9 })),
    {
      name: 'a role with three',
      points: 9,
      says: 'this caller is new to the role, which has 3 others',
      tell: after(3),
    },
    { name: 'a role with four', points: 5, tell: after(4) },
    { name: 'a role with eight', points: 5, tell: after(8) },
    { name: 'a role with nine', points: 2, tell: after(9) },
    {
      name: 'an outside account, with its evidence',
      points: 9,
      says: 'AROAVENDOREXAMPLE is new to the role, which has one other',
      shows: { role: ARN, caller: 'AROAVENDOREXAMPLE', callers: 1 },
      tell: after(1, outsider(B, 'AROAVENDOREXAMPLE', 'x')),
    },
  ],
  silent: [{ name: 'one of nine', tell: after(9, user(A, 'c-8')) }],
  almost: [
    { name: 'a service', tell: after(1, service('lambda.amazonaws.com')) },
    {
      name: 'a role with another caller every day: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: PAYROLL, by: user(A, `c-${day}`) }));
        return take(stage, { role: PAYROLL, by: user(A, 'mallory'), with: 'Boto3/1.35.90 kali' });
      },
    },
  ],
});
