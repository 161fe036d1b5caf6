import { root } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { callerIdentity, consoleLogin, stsCall } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { loginToken } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/root-use.ts';
import { cases } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const call = (stage: Stage, by = root(A)) => ({
  at: stage.at(30, '09:00'),
  by,
  from: address('berlinHome'),
  account: A,
});

cases(rule, {
  fires: [
    { name: 'aws login', points: 50, tell: (stage) => loginToken(call(stage)) },
    {
      name: 'a failed sign-in, with its evidence',
      points: 30,
      says: 'the root user made the call, and almost nothing needs it',
      shows: { account: A, event: 'ConsoleLogin', outcome: 'denied' },
      tell: (stage) => consoleLogin({ ...call(stage), mfa: false, ok: false }),
    },
    {
      name: 'a call through AWS’s MCP server, which makes what root asked for',
      points: 30,
      tell: (stage) => callerIdentity(call(stage, { ...root(A), invokedBy: 'aws-mcp.amazonaws.com' })),
    },
    ...['GetSessionToken', 'GetFederationToken', 'AssumeRole', 'AssumeRoot'].map((name) => ({
      name,
      points: 50,
      tell: (stage: Stage) => stsCall(name, call(stage), null, null),
    })),
  ],
  silent: [{ name: 'a user', tell: (stage) => take(stage, { role: role('reader') }) }],
  almost: [
    {
      name: 'a call that AWS makes with root’s credentials',
      tell: (stage) => callerIdentity(call(stage, { ...root(A), invokedBy: 'athena.amazonaws.com' })),
    },
  ],
});
