import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, issuedKey, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/assume-root.ts';
import { cases, daily } from '../support/cases.ts';

const asRoot = (stage: Stage, day: number, target: string, error?: string, task?: string) => {
  const call = {
    at: stage.at(day, '09:00'),
    by: user('111122223333', 'platform'),
    from: address('berlinHome'),
    account: '111122223333',
    ...(error === undefined ? {} : { error }),
  };
  const answered =
    error === undefined
      ? { credentials: { accessKeyId: issuedKey(call), expiration: 'Apr 1, 2026, 9:15:00 AM' } }
      : null;
  const taskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${task}` };
  const asked = { targetPrincipal: target, ...(task === undefined ? {} : { taskPolicyArn }) };
  return stsCall('AssumeRoot', call, asked, answered);
};
const audit = (stage: Stage, day: number) =>
  asRoot(stage, day, '444455556666', undefined, 'IAMAuditRootUserCredentials');
/** Low enough to teach on probation: after five days and two weeks it is known. */
const lowered = { rules: { 'assume-root': { points: 40 } } };

cases(rule, {
  fires: [
    { name: 'root of a member account', tell: (stage) => asRoot(stage, 30, '444455556666'), points: 75 },
    {
      name: 'an ARN as target',
      tell: (stage) => asRoot(stage, 30, 'arn:aws:iam::444455556666:root'),
      points: 75,
    },
    {
      name: 'a refusal',
      points: 40,
      tell: (stage) => asRoot(stage, 30, '444455556666', 'AccessDenied'),
    },
    {
      name: 'what the actor does every day',
      points: 20,
      config: lowered,
      tell: (stage) => {
        daily(stage, (day) => [
          asRoot(stage, day, '444455556666'),
          callerIdentity({
            at: stage.at(day, '08:00'),
            by: user('111122223333', 'platform'),
            from: address('berlinHome'),
            account: '111122223333',
          }),
        ]);
        return asRoot(stage, 30, '444455556666');
      },
    },
    {
      name: 'what the actor does every day, for the task of every day',
      points: 20,
      config: lowered,
      tell: (stage) => {
        daily(stage, (day) => audit(stage, day));
        return audit(stage, 30);
      },
    },
    {
      name: 'root of an account of every day, for another task',
      points: 40,
      says: 'being root of that account, for "IAMCreateRootUserPassword", is not usual for this caller',
      shows: { account: '444455556666', task: 'IAMCreateRootUserPassword', usual: false },
      config: lowered,
      tell: (stage) => {
        daily(stage, (day) => audit(stage, day));
        return asRoot(stage, 30, '444455556666', undefined, 'IAMCreateRootUserPassword');
      },
    },
  ],
  silent: [
    { name: 'a failure', tell: (stage) => asRoot(stage, 30, '444455556666', 'RegionDisabledException') },
  ],
  almost: [
    {
      name: 'a refusal, to somebody who is root of another account every day',
      config: lowered,
      tell: (stage) => {
        daily(stage, (day) => asRoot(stage, day, '444455556666'));
        return asRoot(stage, 30, '777788889999', 'AccessDenied');
      },
    },
    {
      name: 'another call',
      tell: (stage) =>
        stsCall(
          'GetAccessKeyInfo',
          {
            at: stage.at(30, '09:00'),
            by: user('111122223333', 'platform'),
            from: address('berlinHome'),
            account: '111122223333',
          },
          null,
          null,
        ),
    },
  ],
});
