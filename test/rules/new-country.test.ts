import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, deniedRole, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { getRoleCredentials, unnamedPortalUser } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/new-country.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, place: PlaceName, name = 'dave') => ({
  at: stage.at(day, '09:00'),
  by: user('111122223333', name),
  from: address(place),
  with: MAC_CLI,
  account: '111122223333',
});
const atHome = (stage: Stage, days = 30) =>
  daily(stage, (day) => callerIdentity(call(stage, day, 'berlinHome')), days);
const then = (place: PlaceName) => (stage: Stage) => {
  atHome(stage);
  return callerIdentity(call(stage, 30, place));
};

/** A command line fetches the credentials of a permission set, day by day. */
const atPortal = (place: PlaceName) => (stage: Stage) => {
  const fetch = (day: number, from: PlaceName) =>
    getRoleCredentials(
      { ...call(stage, day, from), by: unnamedPortalUser('111122223333', 'U-1') },
      { account: '444455556666', name: 'AdministratorAccess' },
    );
  daily(stage, (day) => fetch(day, 'berlinHome'));
  return fetch(30, place);
};

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'a country that nobody knows', tell: then('lagos'), points: 14 },
    {
      name: 'the token of somebody at Identity Center, for a role’s credentials',
      points: 14,
      tell: atPortal('lagos'),
    },
    {
      name: 'a country that two others work from',
      points: 6,
      tell: (stage) => {
        atHome(stage);
        for (const name of ['erin', 'frank'])
          daily(stage, (day) => callerIdentity(call(stage, day, 'newYork', name)));
        return callerIdentity(call(stage, 30, 'newYork'));
      },
    },
    {
      name: 'a new actor from a country that nobody came from',
      points: 8,
      tell: (stage) => {
        atHome(stage);
        return callerIdentity(call(stage, 30, 'lagos', 'newcomer'));
      },
    },
    {
      name: 'a country seen lately is worth half',
      points: 7,
      tell: (stage) => {
        atHome(stage);
        stage.add(callerIdentity(call(stage, 28, 'lagos')));
        return callerIdentity(call(stage, 30, 'lagos'));
      },
    },
  ],
  silent: [
    { name: 'the command line of every day fetches a role’s credentials', tell: atPortal('berlinHome') },
    { name: 'the usual country through another network', tell: then('berlinMobile') },
    { name: 'a relay', tell: then('relay') },
    {
      name: 'an address that says nothing',
      tell: (stage) => {
        atHome(stage);
        return callerIdentity({ ...call(stage, 30, 'lagos'), from: '255.18.064.253' });
      },
    },
    {
      name: 'a refusal',
      tell: (stage) => {
        atHome(stage);
        return deniedRole({ ...call(stage, 30, 'lagos'), role: { account: '111122223333', name: 'x' } });
      },
    },
  ],
  almost: [
    {
      name: 'an actor and an organisation without history',
      tell: (stage) => callerIdentity(call(stage, 30, 'lagos')),
    },
    {
      name: 'four days are not coverage',
      tell: (stage) => {
        atHome(stage, 4);
        return callerIdentity(call(stage, 30, 'lagos'));
      },
    },
  ],
});
