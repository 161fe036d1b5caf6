import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { portalSignIn, portalUser, refusedLogin } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/failed-then-in.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const base = (stage: Stage, time: string) => ({
  at: stage.at(30, time),
  from: address('lagos'),
  account: A,
});
const refuse = (stage: Stage, count: number, name = 'dave', minute = 0) => {
  for (let n = 0; n < count; n++) {
    stage.add(refusedLogin({ ...base(stage, `09:${String(minute + n).padStart(2, '0')}`), name }));
  }
};
const login = (stage: Stage, time: string) =>
  consoleLogin({ ...base(stage, time), by: user(A, 'dave'), mfa: true });
const bob = portalUser(A, 'bob');

cases(rule, {
  fires: [
    {
      name: 'five refusals, which name no ARN, and in',
      points: 45,
      tell: (stage) => {
        refuse(stage, 5);
        return login(stage, '09:06');
      },
    },
    ...(['UserAuthentication', 'CredentialVerification'] as const).map((verdict) => ({
      name: `at Identity Center, whose outcome lies in the details: ${verdict}`,
      points: 45,
      tell: (stage: Stage) => {
        for (const minute of [0, 1, 2, 3, 4]) {
          const call = { ...base(stage, `09:0${minute}`), by: bob };
          stage.add(portalSignIn('CredentialVerification', call, false));
        }
        return portalSignIn(verdict, { ...base(stage, '09:06'), by: bob });
      },
    })),
    ...(['cn-north-1', 'us-gov-west-1'] as const).map((region) => ({
      name: `five refusals, and in, in ${region}`,
      points: 45,
      tell: (stage: Stage) => {
        for (const minute of [0, 1, 2, 3, 4]) {
          stage.add(refusedLogin({ ...base(stage, `09:0${minute}`), name: 'dave', region }));
        }
        const { arn, ...by } = user(A, 'dave');
        const partition = region === 'cn-north-1' ? 'aws-cn' : 'aws-us-gov';
        return consoleLogin({
          ...base(stage, '09:06'),
          by: { ...by, arn: String(arn).replace('arn:aws:', `arn:${partition}:`) },
          mfa: true,
          region,
        });
      },
    })),
  ],
  silent: [
    { name: 'nothing refused', tell: (stage) => login(stage, '09:06') },
    {
      name: 'still refused',
      tell: (stage) => {
        refuse(stage, 8);
        return refusedLogin({ ...base(stage, '09:09'), name: 'dave' });
      },
    },
  ],
  almost: [
    {
      name: 'four refusals',
      tell: (stage) => {
        refuse(stage, 4);
        return login(stage, '09:06');
      },
    },
    {
      name: 'sixteen minutes after the last',
      tell: (stage) => {
        refuse(stage, 5);
        return login(stage, '09:20');
      },
    },
    {
      name: 'refusals of somebody else',
      tell: (stage) => {
        refuse(stage, 5, 'erin');
        return login(stage, '09:06');
      },
    },
  ],
});
