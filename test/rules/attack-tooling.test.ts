import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/attack-tooling.ts';
import { cases } from '../support/cases.ts';

const using = (client: string) => (stage: Stage) =>
  callerIdentity({
    at: stage.at(30, '09:00'),
    by: user('111122223333', 'dave'),
    from: address('berlinHome'),
    with: client,
    account: '111122223333',
  });

cases(rule, {
  fires: [
    {
      name: 'a client that names itself',
      tell: using('aws-cli/2.22.12 os/linux#6.11.2-kali lang/python'),
      points: 20,
    },
    ...['6.5.0-kali3-amd64', '5.16.0-kali7-amd64', '6.1.0-1parrot1-amd64'].map((kernel) => ({
      name: `the kernel ${kernel}`,
      tell: using(`aws-cli/2.22.12 md/awscrt#0.23.4 ua/2.0 os/linux#${kernel} md/arch#x86_64`),
      points: 20,
    })),
  ],
  silent: [{ name: 'the command line', tell: using('aws-cli/2.22.12 os/linux#6.8.0') }],
  almost: [
    { name: 'a word that only contains the name', tell: using('Boto3/1.35.90 app/kaliningrad-reports') },
  ],
});
