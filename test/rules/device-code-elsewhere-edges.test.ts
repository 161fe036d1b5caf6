import { root } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import {
  authorizeLogin,
  createToken,
  listApplications,
  loginToken,
  portalUser,
} from '../../scripts/sign-in.ts';
import rule from '../../src/rules/device-code-elsewhere.ts';
import { cases } from '../support/cases.ts';
import { A, dave } from '../support/chain.ts';

const call = (stage: Stage, place: PlaceName, time: string) => ({
  at: stage.at(30, time),
  by: portalUser(A, 'bob'),
  from: address(place, 4),
  account: A,
});
/** The person is at the portal in places, minutes apart, and then a command line fetches a token. */
const fetched =
  (portal: readonly PlaceName[], token: PlaceName, time = '09:10') =>
  (stage: Stage) => {
    for (const [n, place] of portal.entries()) stage.add(listApplications(call(stage, place, `09:0${n}`)));
    return createToken(call(stage, token, time));
  };
/** `aws login --remote`: approved in the browser, fetched by a command line a minute later. */
const login =
  (token: PlaceName, how: Parameters<typeof loginToken>[1] = {}, by = dave) =>
  (stage: Stage) => {
    stage.add(authorizeLogin({ ...call(stage, 'berlinHome', '09:00'), by }));
    return loginToken({ ...call(stage, token, '09:01'), by }, how);
  };
const OWN = { organisation: { networks: [{ name: 'branch', cidr: [`${address('lagos', 0)}/27`] }] } };

cases(rule, {
  fires: [
    {
      name: 'with its evidence',
      points: 60,
      says: 'when the token was fetched here, the person was at the portal in AS64497 (Germany)',
      shows: {
        grantType: 'urn:ietf:params:oauth:grant-type:device_code',
        network: 'AS64501',
        portal: 'AS64497',
      },
      tell: fetched(['berlinHome'], 'lagos'),
    },
    { name: 'from an own network', points: 10, config: OWN, tell: fetched(['berlinHome'], 'lagos') },
    { name: 'half an hour after the portal', points: 60, tell: fetched(['berlinHome'], 'lagos', '09:29:59') },
    {
      name: 'longer than half an hour after it',
      points: 45,
      tell: fetched(['berlinHome'], 'lagos', '09:30:30'),
    },
    {
      name: 'aws login --remote, approved by the victim for a thief',
      points: 60,
      says: 'the person was at the sign-in page in AS64497 (Germany)',
      tell: login('lagos'),
    },
    { name: 'the same, of root', points: 60, tell: login('lagos', {}, root(A)) },
    { name: 'the same, from a server in AWS', points: 45, tell: login('awsVirginia') },
  ],
  silent: [
    { name: 'aws login where the person is', tell: login('berlinHome') },
    { name: 'aws login that is renewed', tell: login('lagos', { grantType: 'refresh_token' }) },
    { name: 'from one of two networks in which they were', tell: fetched(['lagos', 'berlinHome'], 'lagos') },
    { name: 'from the other', tell: fetched(['berlinHome', 'lagos'], 'lagos') },
  ],
  almost: [
    {
      name: 'through a relay: unknown',
      unknown: 'origin',
      tell: (stage) => ({ ...fetched(['berlinHome'], 'relay')(stage), userAgent: 'aws-cli/2.22.12 kali' }),
    },
    {
      name: 'aws login that failed',
      tell: (stage) => ({
        ...login('lagos')(stage),
        additionalEventData: { grant_type: 'authorization_code', success: 'false' },
      }),
    },
    { name: 'before they were at the portal', tell: fetched(['berlinHome'], 'lagos', '08:50') },
  ],
});
