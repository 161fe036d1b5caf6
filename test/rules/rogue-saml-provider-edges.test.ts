import { samlUser } from '../../scripts/callers.ts';
import { withSaml } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/rogue-saml-provider.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, role } from '../support/chain.ts';

const arn = (name: string) => `arn:aws:iam::${A}:saml-provider/${name}`;
const signIn = (stage: Stage, provider: string, day = 30) =>
  withSaml({
    ...call(stage, { day, role: role('reader'), by: samlUser('ann@acme.test'), session: 'ann@acme.test' }),
    provider: arn(provider),
  });
const after = (provider: string) => (stage: Stage) => {
  daily(stage, (day) => signIn(stage, 'corp', day));
  return signIn(stage, provider);
};
const identity = { samlProviders: ['arn:aws:iam::*:saml-provider/corp', 'arn:aws:iam::*:saml-provider/new'] };

cases(rule, {
  fires: [
    {
      name: 'another provider, with its evidence',
      says: 'through the SAML provider "backdoor", for the first time',
      shows: { role: `arn:aws:iam::${A}:role/reader`, provider: arn('backdoor'), configured: false },
      tell: after('backdoor'),
    },
    {
      name: 'one that is not configured, with its evidence',
      config: { identity },
      says: 'through the SAML provider "backdoor", which is not one of yours',
      shows: { role: `arn:aws:iam::${A}:role/reader`, provider: arn('backdoor'), configured: true },
      tell: after('backdoor'),
    },
  ],
  silent: [{ name: 'another provider that is configured', config: { identity }, tell: after('new') }],
  almost: [
    {
      name: 'nothing learned: unknown',
      unknown: 'history',
      tell: (stage) => ({ ...signIn(stage, 'corp'), userAgent: 'aws-cli/2.22.12 kali' }),
    },
  ],
});
