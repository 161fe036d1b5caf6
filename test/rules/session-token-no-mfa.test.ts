import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, callerIdentity, MAC_CLI, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/session-token-no-mfa.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const token = (stage: Stage, day: number, mfa: boolean) =>
  stsCall(
    'GetSessionToken',
    { at: stage.at(day, '09:00'), by: user(A, 'dave'), from: address('berlinHome'), account: A },
    mfa
      ? { durationSeconds: 43_200, serialNumber: `arn:aws:iam::${A}:mfa/dave` }
      : { durationSeconds: 43_200 },
    { credentials: { accessKeyId: `ASIADAVE${day}EXAMPLE`, expiration: 'Dec 1, 2026, 9:00:00 PM' } },
  );

/** A machine that takes a role every day. */
const machine = (stage: Stage, asks = false) => {
  const by = user(A, 'dave');
  const taken = { by, role: role('reader'), place: 'berlinHome', with: BOTO } as const;
  daily(stage, (day) => [
    take(stage, { ...taken, day, time: '08:00' }),
    ...(asks && day > 9 ? [token(stage, day, false)] : []),
  ]);
  return token(stage, 30, false);
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a machine that never asked for one',
      points: 30,
      says: 'the first session token of a machine, in 30 active days',
      tell: (stage) => machine(stage),
    },
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
      name: 'a machine that asked for its first one yesterday, which was suspicious then',
      tell: (stage) => {
        machine(stage);
        stage.add({ ...token(stage, 29, false), userAgent: `${BOTO} Prowler/5.0.0` });
        return token(stage, 30, false);
      },
    },
    { name: 'a machine that has asked for some days', tell: (stage) => machine(stage, true) },
    {
      name: 'a person at a desk who never asked for one',
      tell: (stage) => {
        const at = { by: user(A, 'dave'), from: address('berlinHome'), account: A, with: MAC_CLI };
        daily(stage, (day) => callerIdentity({ ...at, at: stage.at(day, '08:00') }));
        return token(stage, 30, false);
      },
    },
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
