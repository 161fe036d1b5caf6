import { user } from '../../scripts/callers.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/mfa-device-by-session.ts';
import { cases } from '../support/cases.ts';
import { A, dave } from '../support/chain.ts';
import { WATCH, watched } from '../support/watched.ts';

const asked = { userName: 'dave', serialNumber: `arn:aws:iam::${A}:mfa/spare` };
const enable = (stage: Stage, by = user(A, 'dave', { mfa: false })) =>
  watched(stage, 'iam:EnableMFADevice', asked, { by });

cases(rule, {
  fires: [
    { name: 'a user’s session token', tell: (stage) => enable(stage), config: WATCH, points: 60 },
    {
      name: 'a role’s session',
      tell: (stage) => watched(stage, 'iam:CreateVirtualMFADevice', { virtualMFADeviceName: 'spare' }),
      config: WATCH,
      points: 60,
    },
  ],
  silent: [{ name: 'a long-lived key', tell: (stage) => enable(stage, dave), config: WATCH }],
  almost: [
    {
      name: 'in the console',
      tell: (stage) => ({ ...enable(stage), sessionCredentialFromConsole: 'true' }),
      config: WATCH,
    },
    {
      name: 'refused',
      tell: (stage) => ({ ...enable(stage), errorCode: 'AccessDenied' }),
      config: WATCH,
    },
    {
      name: 'a device looked at',
      tell: (stage) => watched(stage, 'iam:ListMFADevices', { userName: 'dave' }),
      config: WATCH,
    },
  ],
});
