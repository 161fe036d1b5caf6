import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-mfa-device.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const withDevice = (stage: Stage, day: number, device: string) =>
  take(stage, { day, role: role('Admin'), extra: { serialNumber: `arn:aws:iam::${A}:mfa/${device}` } });
const usual = (stage: Stage) => daily(stage, (day) => withDevice(stage, day, 'dave-phone'));

cases(rule, {
  refused: 'silent',
  fires: [
    {
      name: 'another device',
      points: 8,
      tell: (stage) => {
        usual(stage);
        return withDevice(stage, 30, 'spare');
      },
    },
    {
      name: 'seen lately, not usual yet',
      points: 4,
      tell: (stage) => {
        usual(stage);
        stage.add(withDevice(stage, 27, 'spare'));
        return withDevice(stage, 30, 'spare');
      },
    },
  ],
  silent: [
    {
      name: 'the usual device',
      tell: (stage) => {
        usual(stage);
        return withDevice(stage, 30, 'dave-phone');
      },
    },
    { name: 'no history', tell: (stage) => withDevice(stage, 30, 'spare') },
  ],
  almost: [
    {
      name: 'the first device of somebody who never gave MFA',
      tell: (stage) => {
        daily(stage, (day) => take(stage, { day, role: role('Admin') }));
        return withDevice(stage, 30, 'dave-phone');
      },
    },
  ],
});
