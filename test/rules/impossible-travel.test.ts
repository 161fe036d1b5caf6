import { outsider, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { callerIdentity, MAC_CLI, withSaml } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { getRoleCredentials, unnamedPortalUser, vouchedSignIn } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/impossible-travel.ts';
import { appUserTravels } from '../support/app-user.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, role, take } from '../support/chain.ts';

const call = (stage: Stage, day: number, time: string, place: PlaceName) =>
  callerIdentity({
    at: stage.at(day, time),
    by: user('111122223333', 'dave'),
    from: address(place),
    with: MAC_CLI,
    account: '111122223333',
  });
const trip = (from: PlaceName, to: PlaceName, arrival: string) => (stage: Stage) => {
  daily(stage, (day) => call(stage, day, '08:00', 'berlinHome'));
  stage.add(call(stage, 30, '08:00', from));
  return call(stage, 30, arrival, to);
};

/** Through an identity provider at the portal, in records since July 2025; then a role, elsewhere. */
const portalThenRole = (to: PlaceName) => (stage: Stage) => {
  const at = (day: number, time: string, place: PlaceName) => ({
    at: stage.at(day, time),
    by: unnamedPortalUser(A, 'U-1'),
    from: address(place),
    account: A,
  });
  daily(stage, (day) => vouchedSignIn(at(day, '08:00', 'berlinHome'), 'Bob@acme.org'));
  stage.add(vouchedSignIn(at(30, '08:00', 'berlinHome'), 'Bob@acme.org'));
  return withSaml({
    ...at(30, '08:40', to),
    by: { type: 'SAMLUser', principalId: 'q:bob@acme.org', userName: 'bob@acme.org' },
    role: role('deploy'),
    session: 'bob@acme.org',
    provider: `arn:aws:iam::${A}:saml-provider/idp`,
  });
};

/** Two colleagues of one permission set take a role of another account: the owner's copies give both one key. */
const colleagues = (ours: boolean) => (stage: Stage) => {
  const by = outsider(B, 'AROASHAREDEXAMPLE', 'ann');
  const copy = (day: number, time: string, place: PlaceName) =>
    take(stage, { day, time, by, role: role('reader'), place, with: MAC_CLI });
  daily(stage, (day) => [
    call(stage, day, '08:00', 'berlinHome'),
    copy(day, '08:30', 'berlinHome'),
    ...(ours
      ? [{ ...call(stage, day, '09:00', 'berlinHome'), recipientAccountId: B, eventID: `b${day}` }]
      : []),
  ]);
  stage.add(copy(30, '08:00', 'berlinHome'));
  return copy(30, '08:40', 'saoPaulo');
};

/** Somebody signs in through an identity provider in Berlin, and their token asks for a role elsewhere. */
const portalThenToken = (to: PlaceName, time: string) => (stage: Stage) => {
  const at = (day: number, when: string, place: PlaceName) => ({
    at: stage.at(day, when),
    by: unnamedPortalUser(A, 'U-1'),
    from: address(place),
    account: A,
  });
  daily(stage, (day) => vouchedSignIn(at(day, '08:00', 'berlinHome'), 'Bob@acme.org'));
  stage.add(vouchedSignIn(at(30, '08:00', 'berlinHome'), 'Bob@acme.org'));
  return getRoleCredentials(at(30, time, to), role('AdministratorAccess'));
};

cases(rule, {
  fires: [
    { name: 'a stolen token of Identity Center', points: 65, tell: portalThenToken('saoPaulo', '08:40') },
    {
      name: 'a token of an issuer of one’s own',
      points: 65,
      tell: appUserTravels('saoPaulo', 'idp.example.com'),
    },
    { name: 'a vendor’s key in two places', points: 65, tell: colleagues(false) },
    {
      name: 'Berlin to São Paulo in forty minutes',
      says: ') 40 min earlier, at least ',
      tell: trip('berlinHome', 'saoPaulo', '08:40'),
      points: 65,
    },
    {
      name: 'Berlin to New York, a country where only machines in a cloud are known',
      points: 65,
      tell: (stage) => {
        daily(stage, (day) =>
          [11, 12, 13].map((n) => {
            const [at, by] = [stage.at(day, '03:00'), user('111122223333', `job${n}`)];
            return callerIdentity({ at, by, from: address('awsVirginia', n), account: '111122223333' });
          }),
        );
        return trip('berlinHome', 'newYork', '08:40')(stage);
      },
    },
    {
      name: 'Berlin to New York, with seventy calls from clouds and relays between',
      points: 65,
      tell: (stage) => {
        daily(stage, (day) => call(stage, day, '08:00', 'berlinHome'));
        stage.add(call(stage, 30, '08:00', 'berlinHome'));
        for (let n = 0; n < 70; n++) {
          const second = String(n % 60).padStart(2, '0');
          stage.add(call(stage, 30, `08:0${2 + (n % 7)}:${second}`, n % 2 === 0 ? 'awsVirginia' : 'relay'));
        }
        return call(stage, 30, '08:20', 'newYork');
      },
    },
    {
      name: 'at the portal in Berlin, a role from São Paulo',
      tell: portalThenRole('saoPaulo'),
      points: 65,
    },
    {
      name: 'Berlin to São Paulo in forty minutes, and refused there',
      points: 65,
      tell: (stage) => ({ ...trip('berlinHome', 'saoPaulo', '08:40')(stage), errorCode: 'AccessDenied' }),
    },
    { name: 'São Paulo, and back in Berlin', tell: trip('saoPaulo', 'berlinHome', '08:40'), points: 10 },
  ],
  silent: [
    { name: 'Berlin to São Paulo in fourteen hours', tell: trip('berlinHome', 'saoPaulo', '22:00') },
    { name: 'at the portal and at a role in Berlin', tell: portalThenRole('berlinHome') },
    { name: 'through a relay', tell: trip('berlinHome', 'relay', '08:10') },
    { name: 'from a cloud', tell: trip('awsVirginia', 'berlinHome', '08:10') },
  ],
  almost: [
    { name: 'a user of an app', tell: appUserTravels('saoPaulo') },
    { name: 'a token at home after the sign-in', tell: portalThenToken('berlinMobile', '08:40') },
    { name: 'a token after a flight', tell: portalThenToken('saoPaulo', '22:40') },
    { name: 'two colleagues whom the role owner’s record does not tell apart', tell: colleagues(true) },
    {
      name: 'a wrong password from São Paulo',
      tell: (stage) => ({
        ...trip('berlinHome', 'saoPaulo', '08:40')(stage),
        eventSource: 'signin.amazonaws.com',
        eventName: 'ConsoleLogin',
        responseElements: { ConsoleLogin: 'Failure' },
        errorMessage: 'Failed authentication',
      }),
    },
    {
      name: 'Berlin to the Netherlands in a minute is too near',
      tell: trip('berlinHome', 'hoster', '08:01'),
    },
    { name: 'Berlin to New York, as fast as an airliner', tell: trip('berlinHome', 'newYork', '15:20') },
  ],
});
