import { session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import { instanceSession } from '../../scripts/scenarios/machines.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/instance-console.ts';
import { cases } from '../support/cases.ts';

const login = (stage: Stage, issued: Parameters<typeof session>[0], ok = true) =>
  consoleLogin({
    at: stage.at(30, '09:30'),
    by: session(issued),
    from: address('berlinHome'),
    account: SHOP,
    mfa: false,
    ok,
  });

cases(rule, {
  fires: [
    {
      name: 'an instance’s session signs in',
      tell: (stage) => login(stage, instanceSession(stage, stage.at(30, '09:00'))),
      points: 75,
    },
  ],
  silent: [
    {
      name: 'a person’s session signs in',
      tell: (stage) => login(stage, signIn(stage, ALICE, stage.at(30, '09:00'), 'berlinHome')),
    },
  ],
  almost: [
    {
      name: 'an instance’s session fails to sign in',
      tell: (stage) => login(stage, instanceSession(stage, stage.at(30, '09:00')), false),
    },
  ],
});
