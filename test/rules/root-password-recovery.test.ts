import { type Caller, root, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/root-password-recovery.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';

const call = (stage: Stage, by: Caller) => ({
  at: stage.at(30, '09:00'),
  by,
  from: address('lagos'),
  account: A,
});
const recovery =
  (step: 'Requested' | 'Completed', by: Caller, ok = true) =>
  (stage: Stage) =>
    signInCall(`PasswordRecovery${step}`, call(stage, by), ok);

cases(rule, {
  fires: [
    { name: 'asked for', tell: recovery('Requested', root(A)), points: 75 },
    { name: 'done', tell: recovery('Completed', root(A)), points: 75 },
    {
      name: 'a record that does not say who: only root has this way',
      tell: recovery('Requested', { type: 'Unknown', accountId: A }),
      points: 75,
    },
    { name: 'a user’s', tell: recovery('Requested', user(A, 'dave')), points: 30 },
  ],
  silent: [{ name: 'root signs in', tell: (stage) => consoleLogin({ ...call(stage, root(A)), mfa: true }) }],
  almost: [{ name: 'refused', tell: recovery('Requested', root(A), false) }],
});
