import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/off-hours.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, time: string, client = MAC_CLI) =>
  callerIdentity({
    at: stage.at(day, time),
    by: user('111122223333', 'dave', { mfa: true }),
    from: address('berlinHome'),
    with: client,
    account: '111122223333',
  });
const mornings = (stage: Stage) => daily(stage, (day) => call(stage, day, day % 2 ? '08:10' : '09:10'));
const after = (time: string) => (stage: Stage) => {
  mornings(stage);
  return call(stage, 30, time);
};
const BERLIN = {
  schedules: [
    { name: 'Berlin', match: '*', zone: 'Europe/Berlin', hours: '08-18', holidays: ['2026-04-01'] },
  ],
};

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'six hours from every learned hour', tell: after('02:30'), points: 20 },
    { name: 'two hours from the nearest', tell: after('11:30'), points: 10 },
    {
      name: 'outside the schedule, without learned hours',
      tell: (stage) => call(stage, 31, '19:30'),
      config: BERLIN,
      points: 20,
    },
    {
      name: 'on a holiday of the schedule',
      tell: (stage) => call(stage, 30, '10:00'),
      config: BERLIN,
      points: 20,
    },
    {
      name: 'a learned hour outside the schedule: what is configured wins',
      tell: (stage) => {
        daily(stage, (day) => call(stage, day, '20:10'));
        return call(stage, 31, '20:30');
      },
      config: BERLIN,
      points: 20,
    },
    {
      name: 'at the weekend of the schedule',
      tell: (stage) => call(stage, 33, '10:00'),
      config: BERLIN,
      points: 20,
    },
  ],
  silent: [
    { name: 'a learned hour', tell: after('08:50') },
    { name: 'inside the schedule', tell: (stage) => call(stage, 31, '10:00'), config: BERLIN },
    {
      name: 'an hour that was never learned, inside the schedule',
      config: BERLIN,
      tell: (stage) => {
        mornings(stage);
        return call(stage, 31, '15:10');
      },
    },
    {
      name: 'a learned hour, under a schedule for somebody else',
      config: { schedules: [{ ...BERLIN.schedules[0], match: 'person:*' }] },
      tell: (stage) => {
        daily(stage, (day) => call(stage, day, '20:10'));
        return call(stage, 31, '20:30');
      },
    },
    {
      name: 'a machine has no hours',
      tell: (stage) => {
        const bot = (day: number, time: string) =>
          callerIdentity({
            at: stage.at(day, time),
            by: user('111122223333', 'bot'),
            from: address('cellar'),
            account: '111122223333',
          });
        daily(stage, (day) => bot(day, '08:10'));
        return bot(30, '02:30');
      },
    },
  ],
  almost: [
    { name: 'one hour from the nearest learned hour', tell: after('10:59') },
    { name: 'the last minute of the schedule', tell: (stage) => call(stage, 31, '15:59'), config: BERLIN },
    {
      name: 'six distinct days are not enough',
      tell: (stage) => {
        daily(stage, (day) => call(stage, day, '08:10'), 6);
        return call(stage, 30, '02:30');
      },
    },
  ],
});
