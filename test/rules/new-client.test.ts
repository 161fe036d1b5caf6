import { user } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { BOTO, CLI, callerIdentity, MAC_CLI } from '../../scripts/records.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/new-client.ts';
import { cases, daily } from '../support/cases.ts';

const call = (stage: Stage, day: number, client: string) =>
  callerIdentity({
    at: stage.at(day, '09:00'),
    by: user('111122223333', 'dave'),
    from: address('berlinHome'),
    with: client,
    account: '111122223333',
  });
const then = (client: string) => (stage: Stage) => {
  daily(stage, (day) => call(stage, day, MAC_CLI));
  return call(stage, 30, client);
};

cases(rule, {
  refused: 'silent',
  fires: [
    { name: 'a new family', tell: then(BOTO), points: 7 },
    { name: 'a known family on another system', tell: then(CLI), points: 4 },
  ],
  silent: [
    { name: 'the usual client', tell: then(MAC_CLI) },
    {
      name: 'the console’s program, which calls for them',
      tell: (stage) => ({ ...then('AWS Internal')(stage), sourceIPAddress: 'AWS Internal' }),
    },
    {
      name: 'a service’s program',
      tell: (stage) => {
        const service = 'cloudformation.amazonaws.com';
        return { ...then(service)(stage), sourceIPAddress: service };
      },
    },
    { name: 'no history', tell: (stage) => call(stage, 30, BOTO) },
  ],
  almost: [{ name: 'a newer version', tell: then(MAC_CLI.replace('2.22.12', '3.0.1')) }],
});
