import { root, samlUser, user } from '../../scripts/callers.ts';
import { address, type PlaceName } from '../../scripts/places.ts';
import { BOTO, callerIdentity, consoleLogin, withSaml } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/unseen-key-elsewhere.ts';
import { cases, daily } from '../support/cases.ts';
import { A, deniedTake, role, take } from '../support/chain.ts';
import { sessionOf } from '../support/watched.ts';

const call = (stage: Stage, place: PlaceName, by = user(A, 'old'), day = 30) =>
  callerIdentity({ at: stage.at(day, '09:00'), by, from: address(place, 3), with: BOTO, account: A });
/** People in Berlin, machines in AWS. */
const others = (stage: Stage) =>
  daily(stage, (day) => [
    call(stage, 'berlinHome', user(A, 'erin'), day),
    call(stage, 'berlinHome', user(A, 'frank'), day),
    call(stage, 'lagos', user(A, 'gina'), day),
    call(stage, 'awsFrankfurt', user(A, 'job'), day),
  ]);
const after =
  (place: PlaceName, by = user(A, 'old')) =>
  (stage: Stage) => {
    others(stage);
    return call(stage, place, by);
  };

const { accessKeyId: _key, ...OLD } = user(A, 'old');
/** A password, which no record names. */
const signIn =
  (place: PlaceName, mfa: boolean, ok = true) =>
  (stage: Stage) => {
    others(stage);
    return consoleLogin({ at: stage.at(30, '09:00'), by: OLD, from: address(place, 3), account: A, mfa, ok });
  };
/** A name that the directory may not have, in an assertion of the usual provider. */
const asserted = (name: string, place: PlaceName) => (stage: Stage) => {
  others(stage);
  return withSaml({
    at: stage.at(30, '09:00'),
    by: samlUser('nobody@example.com'),
    from: address(place, 3),
    account: A,
    role: role(name),
    session: 'nobody@example.com',
    provider: `arn:aws:iam::${A}:saml-provider/adfs`,
  });
};

cases(rule, {
  fires: [
    {
      name: 'from a hoster abroad',
      points: 35,
      says: 'the key was not seen in use before, and nobody in the organisation is in Polder Hosting (Netherlands)',
      tell: after('hoster'),
    },
    { name: 'where one colleague is', points: 35, tell: after('lagos') },
    { name: 'from another line in Berlin', points: 30, tell: after('berlinMobile') },
    {
      name: 'refused for lack of permission: the key works all the same',
      points: 35,
      tell: (stage) => {
        others(stage);
        return deniedTake(stage, { by: user(A, 'old'), role: role('Admin'), place: 'lagos' });
      },
    },
    {
      name: 'a password of a user who was made for it',
      points: 35,
      says: 'the password was not seen in use before, and nobody in the organisation is in Polder Hosting (Netherlands)',
      tell: signIn('hoster', true),
    },
    {
      name: 'through a relay, whose country is nobody’s',
      points: 30,
      says: 'is in Cloudflare, Inc.',
      tell: after('relay'),
    },
    {
      name: 'root',
      points: 35,
      says: 'root was not seen in use before, and nobody in the organisation is in Polder Hosting',
      tell: after('hoster', root(A)),
    },
    {
      name: 'an administrator out of a forged assertion',
      points: 25,
      says: 'this administrator was not seen before, and nobody in the organisation is in Polder Hosting',
      tell: asserted('Admin', 'hoster'),
    },
  ],
  silent: [
    { name: 'a password where two of the organisation are', tell: signIn('berlinHome', true) },
    { name: 'a new colleague, who is no administrator', tell: asserted('Developer', 'hoster') },
    { name: 'where two of the organisation are', tell: after('berlinHome') },
    { name: 'in the organisation’s cloud', tell: after('awsVirginia') },
    { name: 'before anything is known', tell: (stage) => call(stage, 'hoster') },
    {
      name: 'from an own network',
      tell: after('cellar'),
      config: { organisation: { networks: [{ name: 'cellar', cidr: ['203.0.113.160/27'] }] } },
    },
  ],
  almost: [
    {
      name: 'an address that says no place: unknown',
      unknown: 'origin',
      tell: (stage) => ({
        ...after('hoster')(stage),
        sourceIPAddress: '10.0.0.7',
        userAgent: 'aws-cli/2.22.12 kali',
      }),
    },
    {
      name: 'an administrator’s role, by the session of a role: who holds it, its issue says',
      tell: (stage) => {
        others(stage);
        return take(stage, { by: sessionOf('New'), role: role('Admin'), place: 'hoster' });
      },
    },
    {
      name: 'on its second day',
      tell: (stage) => {
        others(stage);
        stage.add(call(stage, 'hoster', undefined, 29));
        return call(stage, 'hoster');
      },
    },
    {
      name: 'a session of AssumeRoot: assume-root judges it',
      tell: after('hoster', {
        ...root(A),
        accessKeyId: 'ASIAROOTEXAMPLE',
        sessionContext: { assumedRoot: 'true' },
      }),
    },
    { name: 'a wrong password', tell: signIn('hoster', false, false) },
    { name: 'a session token', tell: after('hoster', user(A, 'old', { mfa: false })) },
    {
      name: 'a key that AWS does not know',
      tell: (stage) => ({ ...after('hoster')(stage), errorCode: 'InvalidClientTokenId' }),
    },
  ],
});
