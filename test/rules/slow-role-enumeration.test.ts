import { deniedRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/slow-role-enumeration.ts';
import { cases, daily } from '../support/cases.ts';
import { call, role, take } from '../support/chain.ts';

const ORGANISATIONS = 'OrganizationAccountAccessRole';
/** Refusals of a role of one name in as many accounts, one an hour. */
const across = (stage: Stage, name: string, accounts: number, apart = 60) => {
  const records = Array.from({ length: accounts }, (_, at) => {
    const [hour, minute] = [Math.floor((at * apart) / 60), (at * apart) % 60];
    const time = `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
    return deniedRole(call(stage, { role: role(name, `22222222220${at}`), time }));
  });
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};

/** Refusals of different roles, `minutes` apart, ending with the one that is judged. */
const refused = (stage: Stage, names: number, minutes: number) => {
  const records = Array.from({ length: names }, (_, at) => {
    const total = at * minutes;
    const time = `${String(Math.floor(total / 60)).padStart(2, '0')}:${String(total % 60).padStart(2, '0')}`;
    return deniedRole(call(stage, { role: role(`role-${at}`), time }));
  });
  stage.add(...records.slice(0, -1));
  return records.at(-1) ?? {};
};

cases(rule, {
  fires: [
    { name: 'six names, one an hour', points: 40, tell: (stage) => refused(stage, 6, 60) },
    { name: 'twelve names', points: 60, tell: (stage) => refused(stage, 12, 60) },
    {
      name: 'the organisation’s role in eight accounts, one an hour',
      points: 40,
      says: 'OrganizationAccountAccessRole denied in 8 accounts within 24 h',
      tell: (stage) => across(stage, ORGANISATIONS, 8),
    },
    {
      name: 'after six refusals a role that the actor never had',
      points: 40,
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('reader') }));
        stage.add(refused(stage, 6, 60));
        return take(stage, { role: role('admin'), time: '09:00' });
      },
    },
  ],
  silent: [
    { name: 'five names', tell: (stage) => refused(stage, 5, 60) },
    { name: 'nine names within minutes: role-enumeration speaks', tell: (stage) => refused(stage, 9, 1) },
    {
      name: 'twelve names, seven of which the actor takes every day',
      tell: (stage) => {
        const usual = Array.from({ length: 7 }, (_, at) => role(`role-${at}`));
        daily(stage, (day) => usual.map((one) => take(stage, { day, role: one })));
        return refused(stage, 12, 60);
      },
    },
  ],
  almost: [
    {
      name: 'the organisation’s role in eight accounts, five of them within minutes',
      tell: (stage) => {
        across(stage, ORGANISATIONS, 4, 120);
        const late = [3, 4, 5, 6, 7].map((at) =>
          deniedRole(call(stage, { role: role(ORGANISATIONS, `22222222220${at}`), time: `09:0${at}` })),
        );
        stage.add(...late.slice(0, -1));
        return late.at(-1) ?? {};
      },
    },
    {
      name: 'after six refusals a call that failed otherwise',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('reader') }));
        stage.add(refused(stage, 6, 60));
        const failed = { errorCode: 'RegionDisabledException', responseElements: null };
        return { ...take(stage, { role: role('admin'), time: '09:00' }), ...failed };
      },
    },
    {
      name: 'the victim’s daily work after the thief’s refusals',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('reader') }));
        stage.add(refused(stage, 8, 60));
        return take(stage, { role: role('reader'), time: '09:00' });
      },
    },
    {
      name: 'one name, refused in eight accounts',
      tell: (stage) => across(stage, 'audit', 8),
    },
    {
      name: 'the organisation’s role in seven accounts',
      tell: (stage) => across(stage, ORGANISATIONS, 7),
    },
    {
      name: 'the organisation’s role in eight accounts within minutes: role-enumeration speaks',
      tell: (stage) => across(stage, ORGANISATIONS, 8, 1),
    },
    {
      name: 'the organisation’s role in eight accounts, by whom has taken it in another',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role(ORGANISATIONS, '999900001111') }));
        return across(stage, ORGANISATIONS, 8);
      },
    },
  ],
});
