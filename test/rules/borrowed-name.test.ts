import { session, user } from '../../scripts/callers.ts';
import { instanceDay, instanceSession, podDay, podSession } from '../../scripts/scenarios/machines.ts';
import { ALICE, BOB, personDay, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/borrowed-name.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const READER = role('reader');
const people = (stage: Stage) => {
  for (let day = 0; day < 30; day++) for (const who of [ALICE, BOB]) personDay(stage, who, day);
};
/** Bob, signed in, takes a role under a name. */
const bob = (how: Partial<Take>) => (stage: Stage) => {
  people(stage);
  const by = session(signIn(stage, BOB, stage.at(30, '08:00'), 'berlinHome'));
  return take(stage, { role: READER, by, ...how });
};
const pod =
  (name: string, daysOf: (stage: Stage) => void, how: Partial<Take> = {}) =>
  (stage: Stage) => {
    people(stage);
    daysOf(stage);
    const by = session(podSession(stage, stage.at(30, '08:00')));
    return take(stage, { role: READER, by, session: name, place: 'awsFrankfurt', host: 7, ...how });
  };
/** For whom a pod says that it works. */
const forAlice = { extra: { sourceIdentity: ALICE.mail } };
const podDays = (stage: Stage) => {
  for (let day = 0; day < 30; day++) podDay(stage, day);
};
/** A pod that takes the role every day, and names bob on some days. */
const broker = (names: (day: number) => boolean) => (stage: Stage) =>
  daily(stage, (day) => {
    const by = session(podSession(stage, stage.at(day, '07:00')));
    const name = names(day) ? BOB.mail : 'job';
    return take(stage, { day, role: READER, by, session: name, place: 'awsFrankfurt', host: 7 });
  });
/** The same, with his name as the sourceIdentity from a day on, when nobody knows him yet. */
const agents = (from: number) => (stage: Stage) =>
  daily(stage, (day) => {
    if (day < from) return [];
    const by = session(podSession(stage, stage.at(day, '07:00')));
    const extra = { sourceIdentity: 'carl@example.com' };
    return take(stage, { day, role: READER, by, session: 'job', place: 'awsFrankfurt', host: 7, extra });
  });

cases(rule, {
  fires: [
    { name: 'bob as alice', points: 60, tell: bob({ session: ALICE.mail }) },
    {
      name: 'bob says that alice is behind it',
      points: 70,
      tell: bob({ session: 'work', extra: { sourceIdentity: ALICE.mail } }),
    },
    {
      name: 'bob under an e-mail address that nobody has',
      points: 45,
      tell: bob({ session: 'zoe@example.com' }),
    },
    { name: 'a pod that never named a person', points: 60, tell: pod(ALICE.mail, podDays) },
    {
      name: 'a pod that never named a person, and says that alice is behind it',
      points: 70,
      tell: pod('job', podDays, forAlice),
    },
    {
      name: 'the same of the first day: so begins a broker',
      points: 30,
      tell: pod('job', () => {}, forAlice),
    },
    {
      name: 'a broker that said so yesterday for the first time',
      points: 30,
      tell: pod('job', agents(29), forAlice),
    },
    {
      name: 'a pod with a history that named somebody whom nobody knows the day before',
      points: 70,
      tell: pod(
        'job',
        (stage) => {
          podDays(stage);
          agents(29)(stage);
        },
        forAlice,
      ),
    },
  ],
  silent: [
    { name: 'bob as bob', tell: bob({ session: BOB.mail }) },
    { name: 'bob under a name of no person', tell: bob({ session: 'terraform' }) },
    {
      name: 'a broker that names people every day',
      tell: pod(
        ALICE.mail,
        broker(() => true),
      ),
    },
    {
      name: 'a broker that named people in its first days',
      tell: pod(
        ALICE.mail,
        broker((day) => day < 3),
      ),
    },
    {
      name: 'a broker that named the first one yesterday',
      tell: pod(
        ALICE.mail,
        broker((day) => day === 29),
      ),
    },
    { name: 'a broker that says every day who is behind it', tell: pod('job', agents(0), forAlice) },
    {
      name: 'a broker that names people every day, and now says who is behind it',
      tell: pod(
        'job',
        broker(() => true),
        forAlice,
      ),
    },
    { name: 'a pod of the first day', tell: pod(ALICE.mail, () => {}) },
    {
      name: 'an instance’s session without a known beginning',
      tell: (stage) => {
        people(stage);
        for (let day = 0; day < 30; day++) instanceDay(stage, day);
        const by = session({ ...instanceSession(stage, stage.at(30, '08:00')), key: 'ASIAUNSEENEXAMPLE' });
        return take(stage, { role: READER, by, session: ALICE.mail });
      },
    },
  ],
  almost: [
    {
      name: 'a pod under the bare name of a user',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('x'), by: user(A, 'erin') }));
        return pod('erin', podDays)(stage);
      },
    },
    { name: 'bob under the short form of his name', tell: bob({ session: 'bob' }) },
    {
      name: 'alice’s own IAM user under her address',
      tell: (stage) => {
        people(stage);
        return take(stage, { role: READER, by: user(A, 'alice'), session: ALICE.mail });
      },
    },
    {
      name: 'before anybody’s name is known',
      tell: (stage) => {
        daily(stage, () => [], 1);
        return take(stage, { role: READER, session: 'alice' });
      },
    },
  ],
});
