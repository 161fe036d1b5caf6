import { user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/quarantined-key.ts';
import { cases } from '../support/cases.ts';
import { A, dave } from '../support/chain.ts';
import { WATCH, watched } from '../support/watched.ts';

const attach =
  (policyArn: string, call = 'iam:AttachUserPolicy', by = dave) =>
  (stage: Stage) =>
    watched(stage, call, { userName: 'dave', policyArn }, { by });
const V3 = 'arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3';

cases(rule, {
  fires: [
    { name: 'by the user whose key it is', tell: attach(V3), config: WATCH, points: 80 },
    {
      name: 'the first version, by somebody else',
      tell: attach(V3.replace('V3', ''), undefined, user(A, 'security', { mfa: true })),
      config: WATCH,
      points: 80,
    },
  ],
  silent: [
    {
      name: 'another policy',
      tell: attach('arn:aws:iam::aws:policy/ReadOnlyAccess'),
      config: WATCH,
    },
  ],
  almost: [
    {
      name: 'an own policy of that name',
      tell: attach(`arn:aws:iam::${A}:policy/AWSCompromisedKeyQuarantineV3`),
      config: WATCH,
    },
    {
      name: 'the policy taken off',
      tell: attach(V3, 'iam:DetachUserPolicy', user(A, 'security', { mfa: true })),
      config: WATCH,
    },
  ],
});
