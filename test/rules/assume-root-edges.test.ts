import { issuedKey, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/assume-root.ts';
import { cases } from '../support/cases.ts';
import { B, call, role, take } from '../support/chain.ts';

const asRoot = (stage: Stage) => {
  const made = call(stage, { role: role('x') });
  const credentials = { accessKeyId: issuedKey(made), expiration: 'Apr 1, 2026, 9:15:00 AM' };
  return stsCall('AssumeRoot', made, { targetPrincipal: B }, { credentials });
};

cases(rule, {
  fires: [{ name: 'with its evidence', points: 75, shows: { account: B, usual: false }, tell: asRoot }],
  silent: [{ name: 'a role', tell: (stage) => take(stage, { role: role('reader') }) }],
  almost: [
    {
      name: 'a session token',
      tell: (stage) => {
        const made = call(stage, { role: role('x') });
        const credentials = { accessKeyId: issuedKey(made), expiration: 'Apr 1, 2026, 9:15:00 AM' };
        return stsCall('GetSessionToken', made, null, { credentials });
      },
    },
  ],
});
