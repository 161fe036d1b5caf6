import { user } from '../../scripts/callers.ts';
import rule from '../../src/rules/quarantined-key.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { WATCH, watched } from '../support/watched.ts';

const policyArn = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';
const by = user(A, 'security');

cases(rule, {
  fires: [
    {
      name: 'the user whose key it is, not who attached it',
      config: WATCH,
      says: 'AWS says that an access key of dave has leaked',
      shows: { user: 'dave', policy: policyArn },
      tell: (stage) => watched(stage, 'iam:AttachUserPolicy', { userName: 'dave', policyArn }, { by }),
    },
  ],
  silent: [
    {
      name: 'another policy',
      config: WATCH,
      tell: (stage) =>
        watched(
          stage,
          'iam:AttachUserPolicy',
          { userName: 'dave', policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' },
          { by },
        ),
    },
  ],
  almost: [
    {
      name: 'on a role',
      config: WATCH,
      tell: (stage) => watched(stage, 'iam:AttachRolePolicy', { roleName: 'dave', policyArn }, { by }),
    },
  ],
});
