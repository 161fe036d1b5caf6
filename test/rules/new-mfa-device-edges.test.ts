import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { MAC_CLI, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-mfa-device.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const serial = (device: string) => `arn:aws:iam::${A}:mfa/${device}`;
const token = (stage: Stage, day: number, device: string | undefined, client = MAC_CLI) => {
  const answer = { credentials: { accessKeyId: `ASIADAVE${day}EXAMPLE` } };
  return stsCall(
    'GetSessionToken',
    {
      at: stage.at(day, '09:00'),
      by: user(A, 'dave'),
      from: address('berlinHome'),
      account: A,
      with: client,
    },
    device === undefined ? null : { serialNumber: serial(device) },
    answer,
  );
};
const after = (devices: readonly string[], last: string | undefined) => (stage: Stage) => {
  daily(stage, (day) => devices.map((device) => token(stage, day, device)));
  return token(stage, 30, last, `${MAC_CLI} kali`);
};

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'a session token with another device',
      points: 8,
      says: 'with MFA device spare, until now always with another one',
      shows: { device: serial('spare'), known: serial('phone') },
      tell: after(['phone'], 'spare'),
    },
    {
      name: 'a third device',
      points: 8,
      shows: { device: serial('third'), known: `${serial('key')}, ${serial('phone')}` },
      tell: after(['phone', 'key'], 'third'),
    },
    {
      name: 'a device seen once before says so',
      points: 4,
      says: 'with MFA device spare, which is not usual yet',
      tell: (stage) => {
        stage.add(token(stage, 27, 'spare'));
        return after(['phone'], 'spare')(stage);
      },
    },
  ],
  silent: [
    { name: 'the second of two usual devices', tell: after(['phone', 'key'], 'key') },
    { name: 'a call without MFA: other rules ask that', tell: after(['phone'], undefined) },
  ],
  almost: [
    {
      name: 'four days of history: unknown',
      unknown: 'history',
      tell: (stage) => {
        for (const day of [20, 22, 24, 26]) stage.add(token(stage, day, 'phone'));
        return token(stage, 30, 'spare', `${MAC_CLI} kali`);
      },
    },
    {
      name: 'a device that is new to the role, and not to the user',
      tell: (stage) => {
        daily(stage, (day) => token(stage, day, 'phone'));
        return take(stage, { role: role('Admin'), extra: { serialNumber: serial('phone') } });
      },
    },
  ],
});
