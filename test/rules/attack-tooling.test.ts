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
    ...['6.1.0-pentoo-r2', '6.9.0-arch1-1-blackarch'].map((kernel) => ({
      name: `the kernel ${kernel}`,
      tell: using(`Boto3/1.35.90 md/Botocore#1.35.90 os/linux#${kernel} lang/python#3.12.3`),
    })),
    ...['Prowler/5.0.0', 'ScoutSuite/5.14.0', 'Steampipe/1.0.0', 'Cartography/0.95.0'].map((tool) => ({
      name: `the audit tool ${tool}`,
      tell: using(`Boto3/1.35.90 os/linux#6.8.0 ${tool}`),
    })),
  ],
  silent: [{ name: 'the command line', tell: using('aws-cli/2.22.12 os/linux#6.8.0') }],
  almost: [
    { name: 'a word that only contains the name', tell: using('Boto3/1.35.90 app/kaliningrad-reports') },
  ],
});
