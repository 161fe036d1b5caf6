import { outsider, service, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, type RawCloudTrail } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-role-for-actor.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, dave, role, take } from '../support/chain.ts';
import { federated } from '../support/ways.ts';

const [READER, WRITER, PAYROLL] = [role('reader'), role('writer'), role('Payroll')];
const usual = (stage: Stage, by = user(A, 'dave')) =>
  daily(stage, (day) => [
    take(stage, { day, by, role: READER }),
    take(stage, { day, by, role: WRITER, time: '10:00' }),
  ]);
/** The owner's copies of what somebody of account A does in account B; A's own trail is read, or not. */
const copies = (ours: boolean) => (stage: Stage) => {
  const copy = (day: number, name: string) =>
    take(stage, { day, role: role(name, B), by: outsider(A, 'AROASHAREDEXAMPLE', 'x') });
  daily(stage, (day) => [copy(day, 'audit'), ...(ours ? [take(stage, { day, role: READER })] : [])]);
  return copy(30, 'Payroll');
};
const at = (record: RawCloudTrail, eventTime: string): RawCloudTrail => ({ ...record, eventTime });

cases(rule, {
  fires: [
    { name: 'an outside account', points: 9, tell: copies(false) },
    {
      name: 'a role that nobody uses, with its evidence',
      points: 12,
      says: 'first time in this role, which nobody was seen using',
      shows: {
        role: `arn:aws:iam::${A}:role/Payroll`,
        callersOfRole: 0,
        known: `${A}/reader, ${A}/writer`,
      },
      tell: (stage) => {
        usual(stage);
        return take(stage, { role: PAYROLL });
      },
    },
    ...federated(PAYROLL).map(({ name, tell }) => ({
      name,
      points: 12,
      tell: (stage: Stage) => {
        for (const way of federated(READER))
          daily(stage, (day) => at(way.tell(stage), stage.at(day, '08:00')));
        return tell(stage);
      },
    })),
    {
      name: 'one of two known roles, in another account',
      points: 4,
      tell: (stage) => {
        usual(stage);
        return take(stage, { role: role('writer', B) });
      },
    },
    {
      name: 'a usual permission set, in another account: its role has another ending there',
      points: 4,
      tell: (stage) => {
        const taken = (account: string, ending: string) =>
          role(`AWSReservedSSO_Developer_${ending}`, account);
        daily(stage, (day) => take(stage, { day, role: taken(A, '0a1b2c3d4e5f6071') }));
        return take(stage, { role: taken(B, '1b2c3d4e5f607182') });
      },
    },
    {
      name: 'another permission set',
      points: 12,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('AWSReservedSSO_Developer_0a1b2c3d4e5f6071') }));
        return take(stage, { role: role('AWSReservedSSO_DeveloperAdmin_1b2c3d4e5f607182', B) });
      },
    },
    {
      name: 'a role of one day',
      points: 5,
      says: 'the role is not usual for the caller yet',
      tell: (stage) => {
        usual(stage);
        stage.add(take(stage, { day: 28, role: PAYROLL }));
        return take(stage, { role: PAYROLL });
      },
    },
  ],
  silent: [
    { name: 'a copy of a call from our own account: the caller’s record is asked', tell: copies(true) },
    {
      name: 'one of two known roles',
      tell: (stage) => {
        usual(stage);
        return take(stage, { role: WRITER });
      },
    },
  ],
  almost: [
    {
      name: 'a first role: unknown',
      unknown: 'habit',
      tell: (stage) => {
        daily(stage, (day) =>
          callerIdentity({ at: stage.at(day, '09:00'), by: dave, from: address('berlinHome'), account: A }),
        );
        return take(stage, { role: PAYROLL, with: 'Boto3/1.35.90 kali' });
      },
    },
    {
      name: 'somebody of four days: unknown',
      unknown: 'history',
      tell: (stage) => {
        for (let day = 26; day < 30; day++) stage.add(take(stage, { day, role: READER }));
        return take(stage, { role: PAYROLL, with: 'Boto3/1.35.90 kali' });
      },
    },
    {
      name: 'a service',
      tell: (stage) => {
        usual(stage, service('lambda.amazonaws.com'));
        return take(stage, { by: service('lambda.amazonaws.com'), role: PAYROLL });
      },
    },
  ],
});
