import { samlUser } from '../../scripts/callers.ts';
import { type RawCloudTrail, withSaml } from '../../scripts/records.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/rogue-saml-provider.ts';
import { cases, daily } from '../support/cases.ts';
import { B, call, role } from '../support/chain.ts';

const READER = role('reader');
const signIn = (stage: Stage, provider: string, day = 30, of = READER) =>
  withSaml({
    ...call(stage, { day, role: of, by: samlUser('ann@acme.test'), session: 'ann@acme.test' }),
    provider: `arn:aws:iam::${of.account}:saml-provider/${provider}`,
  });
const by = (issuer: string, record: RawCloudTrail): RawCloudTrail => ({
  ...record,
  responseElements: { ...Object(record['responseElements']), issuer },
});
/** As histories are from before issuers were kept. */
const unsigned = (record: RawCloudTrail): RawCloudTrail => ({
  ...record,
  responseElements: { ...Object(record['responseElements']), issuer: undefined },
});
const CORP = `arn:aws:iam::${READER.account}:saml-provider/corp`;
const EVIL = 'https://evil.example/saml';
const usual = (stage: Stage) => daily(stage, (day) => signIn(stage, 'corp', day));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'another provider on a role with history',
      points: 75,
      tell: (stage) => {
        usual(stage);
        return signIn(stage, 'backdoor');
      },
    },
    {
      name: 'a provider that nobody used, on a role without history',
      points: 45,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return signIn(stage, 'backdoor');
      },
    },
    {
      name: 'a role that only has the name of a permission set’s',
      points: 45,
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return signIn(stage, 'backdoor', 30, role('AWSReservedSSO_Admin_0a1b2c3d4e5f6071'));
      },
    },
    {
      name: 'not configured',
      points: 75,
      config: { identity: { samlProviders: ['arn:aws:iam::*:saml-provider/corp'] } },
      tell: (stage) => signIn(stage, 'backdoor'),
    },
    {
      name: 'the usual provider, its metadata replaced',
      points: 45,
      says: 'through the SAML provider "corp", signed by "https://evil.example/saml" for the first time',
      shows: {
        role: `arn:aws:iam::${READER.account}:role/reader`,
        provider: CORP,
        issuer: EVIL,
        usual: 'https://idp.example.com/saml',
      },
      tell: (stage) => {
        usual(stage);
        return by(EVIL, signIn(stage, 'corp'));
      },
    },
    {
      name: 'an issuer that the role had once, in its first days',
      points: 23,
      tell: (stage) => {
        stage.add(by(EVIL, signIn(stage, 'corp', 2)));
        usual(stage);
        return by(EVIL, signIn(stage, 'corp'));
      },
    },
    {
      name: 'the same, configured',
      points: 45,
      config: { identity: { samlProviders: [CORP] } },
      tell: (stage) => {
        usual(stage);
        return by(EVIL, signIn(stage, 'corp'));
      },
    },
  ],
  silent: [
    {
      name: 'the usual provider',
      tell: (stage) => {
        usual(stage);
        return signIn(stage, 'corp');
      },
    },
    {
      name: 'configured',
      config: { identity: { samlProviders: ['arn:aws:iam::*:saml-provider/corp'] } },
      tell: (stage) => signIn(stage, 'corp'),
    },
    { name: 'nothing learned', tell: (stage) => signIn(stage, 'corp') },
  ],
  almost: [
    {
      name: 'another issuer while the usual one is not known yet, as after an upgrade',
      tell: (stage) => {
        daily(stage, (day) => (day < 28 ? unsigned(signIn(stage, 'corp', day)) : signIn(stage, 'corp', day)));
        return by(EVIL, signIn(stage, 'corp'));
      },
    },
    {
      name: 'two issuers by turns',
      tell: (stage) => {
        daily(stage, (day) => (day % 2 ? signIn(stage, 'corp', day) : by(EVIL, signIn(stage, 'corp', day))));
        return by(EVIL, signIn(stage, 'corp'));
      },
    },
    {
      name: 'the same provider’s name in another account',
      tell: (stage) => {
        usual(stage);
        return signIn(stage, 'corp', 30, role('reader', B));
      },
    },
    {
      name: 'a permission set’s role, whose trust only AWS writes',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return signIn(stage, 'AWSSSO_ffff_DO_NOT_DELETE', 30, {
          ...role('AWSReservedSSO_Audit_0a1b2c3d4e5f6071'),
          path: '/aws-reserved/sso.amazonaws.com/eu-central-1/',
        });
      },
    },
  ],
});
