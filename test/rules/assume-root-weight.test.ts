import { address } from '../../scripts/places.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/assume-root-weight.ts';
import { cases, daily } from '../support/cases.ts';
import { A, B, dave } from '../support/chain.ts';

const root = (stage: Stage, error?: string) =>
  stsCall(
    'AssumeRoot',
    {
      at: stage.at(30, '09:00'),
      by: dave,
      from: address('berlinHome'),
      account: A,
      ...(error ? { error } : {}),
    },
    {
      targetPrincipal: B,
      taskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' },
    },
    error
      ? null
      : { credentials: { accessKeyId: 'ASIAAAAAAAAAAEXAMPLE', expiration: 'Apr 1, 2026, 9:15:00 AM' } },
  );

cases(rule, {
  fires: [{ name: 'root of a member account', points: 25, tell: (stage) => root(stage) }],
  silent: [
    {
      name: 'another call',
      tell: (stage) => {
        daily(stage, () => [], 1);
        return { ...root(stage), eventName: 'GetCallerIdentity', responseElements: null };
      },
    },
  ],
  almost: [{ name: 'refused', tell: (stage) => root(stage, 'AccessDenied') }],
});
