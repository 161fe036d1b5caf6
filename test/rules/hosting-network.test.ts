import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import { ALICE, SHOP, signIn } from '../../scripts/scenarios/cast.ts';
import rule from '../../src/rules/hosting-network.ts';
import { cases, daily } from '../support/cases.ts';

const dave = { by: user(SHOP, 'dave'), account: SHOP };

cases(rule, {
  fires: [
    {
      name: 'a user from a hoster',
      tell: (stage) => callerIdentity({ ...dave, at: stage.at(30, '09:00'), from: address('hoster', 2) }),
      points: 10,
    },
    {
      name: 'a person from a large cloud',
      tell: (stage) => {
        signIn(stage, ALICE, stage.at(30, '08:00'), 'awsVirginia');
        const told = stage.records().at(-1);
        return told ?? {};
      },
      points: 5,
    },
  ],
  silent: [
    {
      name: 'a home connection',
      tell: (stage) => callerIdentity({ ...dave, at: stage.at(30, '09:00'), from: address('berlinHome') }),
    },
    {
      name: 'a relay',
      tell: (stage) => callerIdentity({ ...dave, at: stage.at(30, '09:00'), from: address('relay') }),
    },
  ],
  almost: [
    {
      name: 'a hoster that the user has used for days',
      tell: (stage) => {
        daily(stage, (day) =>
          callerIdentity({ ...dave, at: stage.at(day, '09:00'), from: address('hoster', 2) }),
        );
        return callerIdentity({ ...dave, at: stage.at(30, '09:00'), from: address('hoster', 5) });
      },
    },
  ],
});
