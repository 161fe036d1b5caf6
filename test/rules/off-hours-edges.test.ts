import { user } from '../../scripts/callers.ts';
import { MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/off-hours.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const by = user(A, 'dave', { mfa: true });
const call = (stage: Stage, day: number, time: string) =>
  take(stage, { day, time, by, role: role('reader'), with: MAC_CLI });
/** Works at seven, eight, and twelve. */
const after = (time: string) => (stage: Stage) => {
  daily(stage, (day) => ['12:10', '08:10', '07:10'].map((at) => call(stage, day, at)));
  return call(stage, 30, time);
};
/** Seen on so many days, two days apart. */
const fewDays = (days: number) => (stage: Stage) => {
  for (let n = 1; n <= days; n++) stage.add(call(stage, 30 - 2 * n, '08:10'));
  return call(stage, 30, '20:10');
};
const night = (hours: string) => ({ schedules: [{ name: 'shift', match: '*', zone: 'UTC', hours }] });
const at = (time: string) => (stage: Stage) => call(stage, 31, time);

cases(rule, {
  fires: [
    {
      name: 'four hours from every learned hour',
      points: 20,
      says: 'at 16:59 UTC, 4 hours from the nearest usual hour (07:00–09:00, 12:00–13:00 UTC)',
      shows: { hourUtc: 16, hoursAway: 4, usualHoursUtc: '7–8, 12' },
      tell: after('16:59'),
    },
    { name: 'three hours', points: 10, tell: after('15:59') },
    { name: 'somebody of seven days', points: 20, tell: fewDays(7) },
    { name: 'at the first minute after a schedule', points: 20, config: night('08-18'), tell: at('18:00') },
    { name: 'at the last minute before it', points: 20, config: night('08-18'), tell: at('07:59') },
    {
      name: 'at noon, on a shift that goes over midnight',
      points: 20,
      config: night('22-06'),
      tell: at('12:00'),
    },
    { name: 'as it ends', points: 20, config: night('22-06'), tell: at('06:00') },
  ],
  silent: [
    { name: 'as a schedule begins', config: night('08-18'), tell: at('08:00') },
    { name: 'as a shift over midnight begins', config: night('22-06'), tell: at('22:00') },
    { name: 'after midnight, before it ends', config: night('22-06'), tell: at('05:59') },
  ],
  almost: [{ name: 'somebody of six days', tell: fewDays(6) }],
});
