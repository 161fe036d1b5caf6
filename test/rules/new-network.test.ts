import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-network.ts';
import { appUserTravels } from '../support/app-user.ts';
import { cases, daily } from '../support/cases.ts';
import { morningOf } from '../support/portal-person.ts';

const call = (stage: Stage, day: number, place: PlaceName, n = 1, name = 'dave') =>
  callerIdentity({
    at: stage.at(day, '09:00'),
    by: user('111122223333', name),
    from: address(place, n),
    account: '111122223333',
  });
const then =
  (place: PlaceName, n = 1) =>
  (stage: Stage) => {
    daily(stage, (day) => call(stage, day, 'berlinHome'));
    return call(stage, 30, place, n);
  };

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'a network that nobody knows', tell: then('berlinMobile'), points: 8 },
    {
      name: 'a network that one other uses, by both keys of Identity Center',
      points: 8,
      tell: (stage) => {
        daily(stage, (day) => [
          call(stage, day, 'berlinHome'),
          ...morningOf(stage, day, 'berlinOffice', { name: 'bob' }),
        ]);
        return call(stage, 30, 'berlinOffice');
      },
    },
    {
      name: 'a network that two others use',
      points: 4,
      tell: (stage) => {
        daily(stage, (day) => [
          call(stage, day, 'berlinHome'),
          call(stage, day, 'berlinOffice', 2, 'erin'),
          call(stage, day, 'berlinOffice', 3, 'frank'),
        ]);
        return call(stage, 30, 'berlinOffice');
      },
    },
  ],
  silent: [
    { name: 'the usual network', tell: then('berlinHome') },
    {
      name: 'an own network',
      tell: then('berlinMobile'),
      config: {
        organisation: { networks: [{ name: 'office', cidr: [`${address('berlinMobile', 0)}/27`] }] },
      },
    },
  ],
  almost: [
    {
      name: 'a user of an app',
      tell: appUserTravels('berlinMobile', 'cognito-idp.eu-central-1.amazonaws.com/eu-central-1_A'),
    },
    {
      name: 'a user of an app whose identity pool is named as AWS’s documentation does',
      tell: appUserTravels('berlinMobile', 'cognito-identity.amazon.com'),
    },
    { name: 'another address of the usual network', tell: then('berlinHome', 17) },
    { name: 'no history', tell: (stage) => call(stage, 30, 'berlinMobile') },
  ],
});
