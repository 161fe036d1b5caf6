import { session, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import { portalGrant } from '../../scripts/scenarios/portal-grant.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/hosting-network.ts';
import { cases, daily } from '../support/cases.ts';

const dave = { by: user(SHOP, 'dave'), account: SHOP };
/** Three machines live at addresses of a cloud, and a person comes from one. */
const inCloud = (host: number) => (stage: Stage) => {
  daily(stage, (day) =>
    [11, 12, 13].map((n) =>
      callerIdentity({
        by: user(SHOP, `job${n}`),
        account: SHOP,
        at: stage.at(day, '03:00'),
        from: address('awsFrankfurt', n),
      }),
    ),
  );
  const by = user(SHOP, 'dave', { mfa: true });
  return callerIdentity({ ...dave, by, at: stage.at(30, '09:00'), from: address('awsFrankfurt', host) });
};

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
        const by = session(signIn(stage, ALICE, stage.at(30, '08:00'), 'berlinHome'));
        return callerIdentity({ by, account: SHOP, at: stage.at(30, '08:10'), from: address('awsVirginia') });
      },
      points: 5,
    },
    {
      name: 'a person from a cloud where machines of the organisation live, at another address',
      tell: inCloud(3),
      points: 5,
    },
  ],
  silent: [
    { name: 'a person from an address in a cloud that others have used', tell: inCloud(11) },
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
      name: 'Identity Center’s servers, which ask for a person',
      tell: (stage) => {
        portalGrant(stage, ALICE, stage.at(30, '08:00'));
        return stage.records().at(-1) ?? {};
      },
    },
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
