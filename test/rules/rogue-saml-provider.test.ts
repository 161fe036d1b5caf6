import { samlUser } from '../../scripts/callers.ts';
import { withSaml } from '../../scripts/records.ts';
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
const usual = (stage: Stage) => daily(stage, (day) => signIn(stage, 'corp', day));

cases(rule, {
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
