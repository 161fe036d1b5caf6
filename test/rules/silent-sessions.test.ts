import { describe, expect, it } from 'vitest';
import { samlUser, service, session, webIdentity } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import {
  callerIdentity,
  issuedKey,
  type RoleCall,
  serviceRole,
  withSaml,
  withWebIdentity,
} from '../../scripts/records.ts';
import { GITHUB } from '../../scripts/scenarios/machines.ts';
import { createStage, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/machine-changes-its-ways.ts';
import { cases, daily, judgedLast } from '../support/cases.ts';
import { A, B, call, role, type Take, take } from '../support/chain.ts';

/**
 * Most code never calls STS: it gets a session and works with it. That its sessions never took a role is known
 * from how long they have been issued.
 */
const THUMBS = role('thumbnails');
const issued = (stage: Stage, day: number): RoleCall => ({
  ...call(stage, { day, time: '04:00', role: THUMBS, by: service('lambda.amazonaws.com') }),
  session: 'awslambda_1',
  shared: `lambda ${day}`,
});
const functions = (stage: Stage, days = 31) =>
  daily(stage, (day) => (day < 31 - days ? [] : serviceRole(issued(stage, day))), 31);
const awake = (stage: Stage, day = 30) => {
  const key = issuedKey({ ...issued(stage, day), from: '' });
  return session({ role: THUMBS, session: 'awslambda_1', key, issuedAt: stage.at(day, '04:00') });
};
const hop = (stage: Stage, how: Partial<Take> = {}) =>
  take(stage, { by: awake(stage), role: role('PlatformAdmin'), place: 'awsFrankfurt', ...how });
/** The first hop of a function that was silent for thirty days. */
const firstHop = (stage: Stage, how: Partial<Take> = {}) => {
  functions(stage);
  return hop(stage, how);
};
/** On each of so many days others take a role. */
const taken = (stage: Stage, name: string, days = 30) =>
  daily(stage, (day) => take(stage, { day, role: role(name), time: '03:00' }), days);

const run = (stage: Stage, day: number): RoleCall =>
  call(stage, {
    day,
    time: '08:00',
    role: role('Deploy'),
    place: 'runners',
    host: day + 1,
    by: webIdentity(A, GITHUB, 'repo:acme/shop:ref:refs/heads/main'),
  });
const pipelineHop = (stage: Stage) => {
  daily(stage, (day) => withWebIdentity(run(stage, day)), 31);
  const last = run(stage, 30);
  const extra = { webIdFederationData: { federatedProvider: last.by['identityProvider'], attributes: {} } };
  const by = session({
    role: role('Deploy'),
    session: 'work',
    key: issuedKey(last),
    issuedAt: last.at,
    extra,
  });
  return take(stage, { by, role: role('PlatformAdmin'), place: 'runners', host: 31, time: '08:05' });
};

const person = (stage: Stage, day: number) => ({
  ...call(stage, { day, time: '07:00', role: role('Desk'), by: samlUser('alice@example.com') }),
  provider: `arn:aws:iam::${A}:saml-provider/okta`,
});
const ofAPerson = (stage: Stage, issues = 31) => {
  daily(stage, (day) => withSaml(person(stage, day)), issues);
  const last = person(stage, 30);
  const by = session({ role: role('Desk'), session: 'work', key: issuedKey(last), issuedAt: last.at });
  return take(stage, { by, role: role('PlatformAdmin') });
};

/** Roles in so many accounts, taken in the minutes before. */
const accounts = (stage: Stage, count: number) => {
  for (let n = 0; n < count; n++) {
    const there = role('Inventory', `22222222220${n}`);
    stage.add(
      take(stage, { by: awake(stage), role: there, account: A, place: 'awsFrankfurt', time: `08:5${n}` }),
    );
  }
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a function that never called STS',
      points: 20,
      says: 'its sessions were issued on 30 days, and none ever assumed a role',
      tell: (stage) => firstHop(stage),
    },
    { name: 'a pipeline that never called STS', points: 20, tell: pipelineHop },
    {
      name: 'a function that asked who it is for ten days, to have a history',
      points: 20,
      says: 'its sessions were issued on 30 days',
      tell: (stage) => {
        for (let day = 20; day < 30; day++) {
          const by = awake(stage, day);
          stage.add(
            callerIdentity({
              ...issued(stage, day),
              at: stage.at(day, '05:00'),
              by,
              from: address('awsFrankfurt'),
            }),
          );
        }
        return firstHop(stage);
      },
    },
    {
      name: 'a role that another took the first time on the day before',
      points: 20,
      tell: (stage) => {
        stage.add(take(stage, { day: 29, role: role('PlatformAdmin') }));
        return firstHop(stage);
      },
    },
    {
      name: 'the third account within minutes',
      points: 20,
      tell: (stage) => {
        accounts(stage, 2);
        return firstHop(stage);
      },
    },
  ],
  silent: [
    { name: 'a role that a person took first', tell: (stage) => ofAPerson(stage), unknown: 'history' },
    {
      name: 'the same, where the record of that comes late',
      tell: (stage) => ofAPerson(stage, 30),
      unknown: 'history',
    },
    { name: 'a session of a role whose issue was never seen', tell: hop, unknown: 'history' },
    {
      name: 'an organisation’s administrator role, which fan-out judges',
      tell: (stage) => firstHop(stage, { role: role('OrganizationAccountAccessRole', B) }),
      unknown: 'history',
    },
    {
      name: 'the fourth account within minutes, which fan-out judges',
      tell: (stage) => {
        accounts(stage, 3);
        return firstHop(stage);
      },
      unknown: 'history',
    },
    {
      name: 'a role that only services took, which service-role-by-hand judges',
      tell: (stage) => {
        daily(stage, (day) =>
          serviceRole({ ...issued(stage, day), role: role('PlatformAdmin'), shared: `other ${day}` }),
        );
        return firstHop(stage);
      },
      unknown: 'history',
    },
    {
      name: 'credentials outside AWS, which workload-credentials-outside judges',
      tell: (stage) => firstHop(stage, { place: 'hoster' }),
      unknown: 'history',
    },
    {
      name: 'a call that AWS makes with the session',
      tell: (stage) => ({ ...firstHop(stage), sourceIPAddress: 'states.amazonaws.com' }),
    },
  ],
  almost: [
    {
      name: 'sessions that were issued on thirteen days',
      tell: (stage) => {
        functions(stage, 13);
        return hop(stage);
      },
      unknown: 'history',
    },
    {
      name: 'sessions of a new role on its third day',
      tell: (stage) => {
        functions(stage, 3);
        return hop(stage);
      },
      unknown: 'history',
    },
    {
      name: 'a second role, when the first was not known yet',
      tell: (stage) => {
        const by = awake(stage, 29);
        stage.add(take(stage, { day: 29, time: '04:30', by, role: role('reader'), place: 'awsFrankfurt' }));
        return firstHop(stage);
      },
      unknown: 'history',
    },
  ],
});

describe('what a release of silent code scores', () => {
  const scoreOf = async (name: string, quiet: number, tell: (stage: Stage) => void = () => {}) => {
    const stage = createStage(7);
    if (quiet > 0) taken(stage, name, quiet);
    tell(stage);
    const day = quiet === 10 ? 45 : 30;
    daily(stage, (at) => serviceRole(issued(stage, at)), day + 1);
    const by = awake(stage, day);
    const last = take(stage, { day, by, role: role(name), place: 'awsFrankfurt' });
    return (await judgedLast(stage, last))?.score;
  };
  it.each([
    { to: 'a new role', name: 'images', quiet: 0, score: 20 },
    { to: 'a role that others take', name: 'images', quiet: 30, score: 35 },
    { to: 'a new administrator’s role', name: 'PlatformAdmin', quiet: 0, score: 40 },
    { to: 'an administrator’s role that others take', name: 'PlatformAdmin', quiet: 30, score: 55 },
    { to: 'one that nobody took for a month', name: 'PlatformAdmin', quiet: 10, score: 65 },
  ])('$score for $to: no alert', async ({ name, quiet, score }) => {
    expect(await scoreOf(name, quiet)).toBe(score);
  });

  it.each([
    {
      what: 'an organisation’s administrator role',
      tell: (stage: Stage) => firstHop(stage, { role: role('OrganizationAccountAccessRole', B) }),
    },
    {
      what: 'a role that only services took',
      tell: (stage: Stage) => {
        daily(stage, (day) =>
          serviceRole({ ...issued(stage, day), role: role('resize'), shared: `other ${day}` }),
        );
        return firstHop(stage, { role: role('resize') });
      },
    },
  ])('for $what it makes no alert critical', async ({ tell }) => {
    const stage = createStage(7);
    const last = tell(stage);
    expect((await judgedLast(stage, last))?.score).toBeLessThan(90);
  });
});
