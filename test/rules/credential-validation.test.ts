import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/credential-validation.ts';
import { cases } from '../support/cases.ts';

const KALI = 'aws-cli/2.22.12 os/linux#6.11.2-kali lang/python';
const using =
  (client: string, by = user('111122223333', 'dave')) =>
  (stage: Stage) =>
    callerIdentity({
      at: stage.at(30, '09:00'),
      by,
      from: address('berlinHome'),
      with: client,
      account: '111122223333',
    });

cases(rule, {
  fires: [
    { name: 'a client that names itself', tell: using('TruffleHog'), points: 70, says: ', which has leaked' },
    { name: 'a machine’s key on a hacking distribution', tell: using(KALI), points: 30, says: '"kali"' },
  ],
  silent: [
    { name: 'the command line', tell: using('aws-cli/2.22.12 os/linux#6.8.0') },
    {
      name: 'a person on such a distribution: attack-tooling counts it',
      tell: using(KALI, user('111122223333', 'dave', { mfa: true })),
    },
  ],
  almost: [{ name: 'a word that only contains the name', tell: using('Boto3/1.35.90 app/truffle-shop') }],
});
