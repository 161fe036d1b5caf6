import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/offensive-framework.ts';
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
    { name: 'a client that names itself', tell: using('stratus-red-team_39f95f43-cd2f-4beb'), points: 70 },
    ...[
      'Pacu',
      'cloudfox/1.15.0',
      'weirdAAL',
      'enumerate-iam',
      'cloudgoat',
      'nimbostratus',
      'barq',
      'SkyArk',
    ].map((tool) => ({ name: tool, points: 70, tell: using(`Boto3/1.35.90 os/linux#6.8.0 ${tool}`) })),
  ],
  silent: [{ name: 'the command line', tell: using('aws-cli/2.22.12 os/linux#6.8.0') }],
  almost: [{ name: 'a word that only contains the name', tell: using('Boto3/1.35.90 app/pacuare-billing') }],
});
