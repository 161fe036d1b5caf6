import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-token-no-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const token = (stage: Stage, day: number, mfa: boolean) =>
  stsCall(
    'GetSessionToken',
    { at: stage.at(day, '09:00'), by: user(A, 'dave'), from: address('berlinHome'), account: A },
    mfa
      ? { durationSeconds: 43_200, serialNumber: `arn:aws:iam::${A}:mfa/dave` }
      : { durationSeconds: 43_200 },
    { credentials: { accessKeyId: `ASIADAVE${day}EXAMPLE`, expiration: 'Dec 1, 2026, 9:00:00 PM' } },
  );

cases(rule, {
  fires: [
    {
      name: 'never before without MFA',
      points: 50,
      tell: (stage) => {
        daily(stage, (day) => token(stage, day, true));
        return token(stage, 30, false);
      },
    },
  ],
  silent: [
    {
      name: 'with MFA, as always',
      tell: (stage) => {
        daily(stage, (day) => token(stage, day, true));
        return token(stage, 30, true);
      },
    },
    { name: 'no history', tell: (stage) => token(stage, 30, false) },
  ],
  almost: [
    {
      name: 'once before it was without, too',
      tell: (stage) => {
        daily(stage, (day) => token(stage, day, day !== 3));
        return token(stage, 30, false);
      },
    },
    {
      name: 'only four days with MFA',
      tell: (stage) => {
        daily(stage, (day) => (day < 4 ? token(stage, day, true) : []));
        return token(stage, 30, false);
      },
    },
  ],
});
