import { user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import {
  createToken,
  listApplications,
  portalSignIn,
  portalUser,
  unnamedPortalUser,
  vouchedSignIn,
} from '../../scripts/sign-in.ts';
import rule from '../../src/rules/device-code-elsewhere.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const call = (stage: Stage, place: PlaceName, time: string, name = 'bob', day = 30) => ({
  at: stage.at(day, time),
  by: portalUser(A, name),
  from: address(place, 4),
  account: A,
});
/** The person is at the portal, and then a command line fetches a token. */
const fetched =
  (
    portal: PlaceName,
    token: PlaceName,
    grantType?: string,
    times: readonly [string, string] = ['09:00', '09:10'],
  ) =>
  (stage: Stage) => {
    stage.add(listApplications(call(stage, portal, times[0])));
    return createToken({ ...call(stage, token, times[1]), with: 'Boto3/1.17.80 Python/3.9.5' }, grantType);
  };
/** Since July 2025: the sign-in names the person and the id, all else the id alone. */
const fetchedById = (token: PlaceName, type: string) => (stage: Stage) => {
  const at = (place: PlaceName, time: string) => ({
    ...call(stage, place, time),
    by: { ...unnamedPortalUser(A, 'U-1'), type },
  });
  stage.add(vouchedSignIn(at('berlinHome', '09:00'), 'bob'));
  return createToken(at(token, '09:10'));
};
const mornings = (stage: Stage, place: PlaceName = 'berlinHome') =>
  daily(stage, (day) => portalSignIn('UserAuthentication', call(stage, place, '08:00', 'bob', day)));

cases(rule, {
  fires: [
    { name: 'approved in Berlin, fetched in Lagos', tell: fetched('berlinHome', 'lagos'), points: 60 },
    { name: 'in another network of the country', tell: fetched('berlinHome', 'berlinMobile'), points: 45 },
    { name: 'in a cloud, whose country is nobody’s', tell: fetched('berlinHome', 'awsVirginia'), points: 45 },
    { name: 'approved in a cloud, fetched in Lagos', tell: fetched('awsVirginia', 'lagos'), points: 45 },
    {
      name: 'by the user’s id alone, told by the name that the sign-in gave',
      tell: fetchedById('lagos', 'IdentityCenterUser'),
      points: 60,
      says: 'when the token was fetched here, ',
    },
    {
      name: 'by the user’s id, under the type Unknown',
      tell: fetchedById('lagos', 'Unknown'),
      points: 60,
      says: 'when the token was fetched here, ',
    },
    {
      name: 'by authorization code',
      tell: fetched('berlinHome', 'lagos', 'authorization_code'),
      points: 60,
    },
    {
      name: 'nobody at the portal, though they use it every day',
      points: 45,
      tell: (stage) => {
        mornings(stage);
        return createToken(call(stage, 'lagos', '22:00'));
      },
    },
    {
      name: 'longer ago than the window',
      tell: fetched('berlinHome', 'lagos', undefined, ['09:00', '09:45']),
      points: 45,
    },
    {
      name: 'in a network where they mostly are',
      points: 10,
      tell: (stage) => {
        mornings(stage, 'lisbon');
        return fetched('berlinHome', 'lisbon')(stage);
      },
    },
    {
      name: 'in a network where others are',
      points: 10,
      tell: (stage) => {
        const others = ['ann', 'ben', 'cem'].map((name) => user(A, name));
        daily(stage, (day) => others.map((by) => take(stage, { day, by, role: role('x'), place: 'lisbon' })));
        return fetched('berlinHome', 'lisbon')(stage);
      },
    },
    {
      name: 'on a machine in a network that they know',
      points: 10,
      tell: (stage) => {
        mornings(stage, 'awsFrankfurt');
        return fetched('berlinHome', 'awsFrankfurt')(stage);
      },
    },
  ],
  silent: [
    {
      name: 'by the user’s id alone, in the same network',
      tell: fetchedById('berlinHome', 'IdentityCenterUser'),
    },
    { name: 'in the same network', tell: fetched('berlinHome', 'berlinHome') },
    {
      name: 'no portal event was ever seen: unknown',
      tell: (stage) => createToken(call(stage, 'lagos', '09:00')),
    },
  ],
  almost: [
    {
      name: 'from an address that says no network: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...fetched('berlinHome', 'lagos')(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'Boto3/1.17.80 kali',
      }),
    },
    { name: 'a token renewed', tell: fetched('berlinHome', 'lagos', 'refresh_token') },
    { name: 'the browser goes through a relay', tell: fetched('relay', 'berlinHome') },
    {
      name: 'not approved yet',
      tell: (stage) => ({
        ...fetched('berlinHome', 'lagos')(stage),
        errorCode: 'AuthorizationPendingException',
        responseElements: null,
      }),
    },
  ],
});
