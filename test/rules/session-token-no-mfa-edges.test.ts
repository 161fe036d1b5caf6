import { stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-token-no-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { A, call, dave, role, take } from '../support/chain.ts';

const token = (stage: Stage, day: number, mfa: boolean) =>
  stsCall(
    'GetSessionToken',
    { ...call(stage, { day, role: role('x'), time: '10:00' }), by: dave },
    { durationSeconds: 43_200, ...(mfa ? { serialNumber: `arn:aws:iam::${A}:mfa/dave` } : {}) },
    { credentials: { accessKeyId: `ASIADAVE${day}EXAMPLE`, expiration: 'Dec 1, 2026, 9:00:00 PM' } },
  );
/** With MFA on so many days, and every day something else. */
const guarded = (days: number) => (stage: Stage) => {
  daily(stage, (day) => [
    take(stage, { day, role: role('reader') }),
    ...(day < days ? [token(stage, day, true)] : []),
  ]);
  return token(stage, 30, false);
};

cases(rule, {
  fires: [
    {
      name: 'five days with MFA',
      points: 50,
      says: 'used MFA on each of 5 days before, and now did not',
      shows: { user: 'dave', daysWithMfa: 5 },
      tell: guarded(5),
    },
  ],
  silent: [
    {
      name: 'five days with MFA, and again',
      tell: (stage) => {
        guarded(5)(stage);
        return token(stage, 30, true);
      },
    },
  ],
  almost: [
    { name: 'four days with MFA', tell: guarded(4) },
    {
      name: 'five days with MFA, and yesterday without, which was suspicious then',
      tell: (stage) => {
        guarded(5)(stage);
        stage.add(token(stage, 29, false));
        return token(stage, 30, false);
      },
    },
  ],
});
