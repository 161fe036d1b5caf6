import { root, user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, consoleLogin } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/root-use.ts';
import { cases } from '../support/cases.ts';

const call = (stage: Stage, by = root('111122223333')) => ({
  at: stage.at(30, '09:00'),
  by,
  from: address('berlinHome'),
  account: '111122223333',
});

cases(rule, {
  fires: [
    { name: 'root signs in', tell: (stage) => consoleLogin({ ...call(stage), mfa: true }), points: 50 },
    {
      name: 'root asks who it is',
      tell: (stage) => callerIdentity(call(stage)),
      points: 30,
      says: 'the root user made the call, and almost nothing needs it',
    },
    {
      name: 'root fails to sign in',
      tell: (stage) => consoleLogin({ ...call(stage), mfa: false, ok: false }),
      points: 30,
    },
    {
      name: 'a session that AssumeRoot made, and says so',
      tell: (stage) => {
        const by = { ...root('111122223333'), sessionContext: { attributes: {}, assumedRoot: 'true' } };
        return callerIdentity(call(stage, by));
      },
      points: 30,
      says: 'a root session, issued by AssumeRoot, made the call',
    },
  ],
  silent: [
    {
      name: 'a user',
      tell: (stage) => consoleLogin({ ...call(stage, user('111122223333', 'dave')), mfa: true }),
    },
  ],
  almost: [
    {
      name: 'a user called root',
      tell: (stage) => callerIdentity(call(stage, user('111122223333', 'root'))),
    },
  ],
});
