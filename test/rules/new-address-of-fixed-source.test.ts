import { service, session, user } from '../../scripts/callers.ts';
import { issuedKey, serviceRole } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-address-of-fixed-source.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, type Take, take } from '../support/chain.ts';

const bot = (stage: Stage, day: number, how: Partial<Take> = {}) =>
  take(stage, { day, by: user(A, 'bot'), role: role('reader'), place: 'awsVendor', host: 5, ...how });
/** A function's session, which only its service's call tells, takes a role. */
const taken = (stage: Stage, day: number, host = 5) => {
  const fn = { account: A, name: 'inventory-function' };
  const lambda = service('lambda.amazonaws.com');
  const issue = {
    at: stage.at(day, '08:59'),
    by: lambda,
    account: A,
    role: fn,
    session: 'f',
    shared: `f${day}`,
  };
  stage.add(serviceRole(issue));
  const key = issuedKey({ ...issue, from: '' });
  return bot(stage, day, { by: session({ role: fn, session: 'f', key, issuedAt: issue.at }), host });
};
const usual = (stage: Stage) => daily(stage, (day) => bot(stage, day));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'another address of a relay where it has one',
      points: 10,
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { place: 'relay' }));
        return bot(stage, 30, { place: 'relay', host: 9 });
      },
    },
    {
      name: 'another address of the same provider',
      points: 10,
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { host: 9 });
      },
    },
  ],
  silent: [
    {
      name: 'a machine behind a relay that gives out ever new addresses',
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { place: 'relay', host: 1 + (day % 7) }));
        stage.add(bot(stage, 29, { place: 'relay', host: 12 }));
        return bot(stage, 30, { place: 'relay', host: 9 });
      },
    },
    {
      name: 'the usual address',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30);
      },
    },
    { name: 'no history', tell: (stage) => bot(stage, 30) },
    {
      name: 'a source whose addresses change',
      tell: (stage) => {
        daily(stage, (day) => bot(stage, day, { host: 1 + (day % 15) }));
        return bot(stage, 30, { host: 20 });
      },
    },
  ],
  almost: [
    {
      name: 'a function, which another rule asks',
      tell: (stage) => {
        daily(stage, (day) => taken(stage, day));
        return taken(stage, 30, 9);
      },
    },
    {
      name: 'another network: other rules ask that',
      tell: (stage) => {
        usual(stage);
        return bot(stage, 30, { place: 'lagos' });
      },
    },
    {
      name: 'a person with MFA',
      tell: (stage) => {
        const by = user(A, 'ann', { mfa: true });
        daily(stage, (day) => bot(stage, day, { by }));
        return bot(stage, 30, { by, host: 9 });
      },
    },
  ],
});
