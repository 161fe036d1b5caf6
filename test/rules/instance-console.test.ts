import { session } from '../../scripts/callers.ts';
import { address } from '../../scripts/places.ts';
import { consoleLogin } from '../../scripts/records.ts';
import { instanceSession } from '../../scripts/scenarios/machines.ts';
import { SHOP } from '../../scripts/scenarios/organisation.ts';
import { ALICE, signIn } from '../../scripts/scenarios/people.ts';
import type { Stage } from '../../scripts/scenarios/stage.ts';
import { signInCall } from '../../scripts/sign-in.ts';
import rule from '../../src/rules/instance-console.ts';
import { cases } from '../support/cases.ts';
import { A } from '../support/chain.ts';
import { takenBy } from '../support/taken-by.ts';

const login = (stage: Stage, issued: Parameters<typeof session>[0], ok = true) =>
  consoleLogin({
    at: stage.at(30, '09:30'),
    by: session(issued),
    from: address('berlinHome'),
    account: SHOP,
    mfa: false,
    ok,
  });

const ofService = (stage: Stage, principal: string) => {
  const call = { at: stage.at(30, '09:30'), from: address('berlinHome'), account: A };
  return signInCall('GetSigninToken', { ...call, by: takenBy(stage, principal, 'Build') });
};

cases(rule, {
  fires: [
    {
      name: 'an instance’s session signs in',
      tell: (stage) => login(stage, instanceSession(stage, stage.at(30, '09:00'))),
      points: 75,
    },
    {
      name: 'a build’s session makes a link, known by who took it',
      points: 75,
      says: 'credentials of a build of CodeBuild opened the console',
      tell: (stage) => ofService(stage, 'codebuild.amazonaws.com'),
    },
  ],
  silent: [
    {
      name: 'a session that a service took for devices outside AWS',
      tell: (stage) => ofService(stage, 'ssm.amazonaws.com'),
    },
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
