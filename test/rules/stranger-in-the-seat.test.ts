import { samlUser } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { CLI, MAC_CLI, withSaml } from '../../scripts/records.ts';
import { ROLES, SHOP } from '../../scripts/scenarios/organisation.ts';
import { PORTAL_SDK } from '../../scripts/scenarios/portal-grant.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/stranger-in-the-seat.ts';
import { cases, daily } from '../support/cases.ts';

const call = (
  stage: Stage,
  day: number,
  time: string,
  place: PlaceName,
  client: string,
  role: { readonly account: string; readonly name: string } = ROLES.readOnly,
) =>
  withSaml({
    at: stage.at(day, time),
    by: samlUser('bob@example.com'),
    from: address(place),
    with: client,
    account: SHOP,
    role,
    session: 'bob@example.com',
    provider: `arn:aws:iam::${SHOP}:saml-provider/sso`,
  });
const after =
  (
    ...rest: [
      time: string,
      place: PlaceName,
      client: string,
      role?: { readonly account: string; readonly name: string },
      usual?: { readonly account: string; readonly name: string },
    ]
  ) =>
  (stage: Stage) => {
    const [time, place, client, role, usual] = rest;
    daily(stage, (day) => call(stage, day, '09:00', 'berlinHome', MAC_CLI, usual));
    return call(stage, 30, time, place, client, role);
  };

cases(rule, {
  fires: [
    { name: 'country, network and client', tell: after('09:30', 'lagos', CLI), points: 20 },
    { name: 'country, network, client and hour', tell: after('22:30', 'lagos', CLI), points: 45 },
    {
      name: 'network, client and hour in a cloud',
      tell: after('22:30', 'awsVirginia', CLI, ROLES.developer, ROLES.developer),
      points: 20,
    },
    { name: 'all five', tell: after('22:30', 'lagos', CLI, ROLES.developer), points: 45 },
  ],
  silent: [
    { name: 'nothing new', tell: after('09:30', 'berlinHome', MAC_CLI) },
    {
      name: 'Identity Center’s servers ask for the person’s usual role at night',
      tell: after('22:30', 'awsVirginia', PORTAL_SDK),
    },
    { name: 'no history', tell: (stage) => call(stage, 30, '22:30', 'lagos', CLI) },
  ],
  almost: [
    { name: 'country and network only: a journey', tell: after('09:30', 'lagos', MAC_CLI) },
    {
      name: 'network and client through a relay, whose country is nobody’s',
      tell: after('09:30', 'relay', CLI),
    },
    {
      name: 'network and client in a cloud, whose region is no country',
      tell: after('09:30', 'awsVirginia', CLI),
    },
  ],
});
