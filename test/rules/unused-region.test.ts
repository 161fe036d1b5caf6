import { outsider, service, user } from '../../scripts/callers.ts';
import { serviceRole } from '../../scripts/records.ts';
import { PEOPLE } from '../../scripts/scenarios/people.ts';
import { quietDays, type Stage } from '../../scripts/scenarios/stage.ts';
import rule from '../../src/rules/unused-region.ts';
import { cases, daily } from '../support/cases.ts';
import { A, role, take } from '../support/chain.ts';

const FAR = 'sa-east-1';
const given = (
  stage: Stage,
  { by = 'ec2.amazonaws.com', region = FAR, day = 30, time = '09:00', name = 'WebFleet' } = {},
) =>
  serviceRole({
    at: stage.at(day, time),
    by: service(by),
    account: A,
    role: role(name),
    session: 'i-0a1b2c3d4e5f60718',
    region,
  });
const built = (stage: Stage, day: number) =>
  given(stage, { by: 'codebuild.amazonaws.com', region: 'eu-central-1', day, name: 'OpsAdmin' });
const called = (stage: Stage, day = 30, region = FAR) =>
  take(stage, { day, by: user(A, 'bot'), role: role('Reports'), place: 'cellar', region });
const after = (make: (stage: Stage) => ReturnType<typeof given>) => (stage: Stage) => {
  quietDays(stage, PEOPLE);
  for (let day = 0; day < 28; day++) stage.add(given(stage, { region: 'eu-central-1', day }));
  return make(stage);
};

cases(rule, {
  fires: [
    {
      name: 'an instance with a role',
      points: 40,
      says: 'an instance got a role in sa-east-1',
      shows: { region: FAR, caller: 'service:ec2.amazonaws.com' },
      tell: after((stage) => given(stage)),
    },
    {
      name: 'a function',
      points: 40,
      tell: after((stage) => given(stage, { by: 'lambda.amazonaws.com' })),
    },
    {
      name: 'a user',
      points: 10,
      says: 'the call went to sa-east-1, where nobody in the organisation called STS before',
      tell: after((stage) => called(stage)),
    },
    {
      name: 'the second instance of that day',
      points: 40,
      tell: after((stage) => {
        stage.add(given(stage, { time: '08:00' }));
        return given(stage);
      }),
    },
    {
      name: 'in a region that a user of ours once called: the thief may have been that',
      points: 40,
      tell: after((stage) => {
        stage.add(called(stage, 20));
        return given(stage);
      }),
    },
    {
      name: 'a region in which only AWS’s own services were',
      points: 40,
      tell: after((stage) => {
        stage.add(given(stage, { by: 'config.amazonaws.com', day: 20 }));
        return given(stage);
      }),
    },
  ],
  silent: [
    { name: 'the region of every day', tell: after((stage) => called(stage, 30, 'eu-central-1')) },
    { name: 'nothing learned', tell: (stage) => given(stage) },
    {
      name: 'the first code of all: a history from before regions were learned has none either',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        return given(stage);
      },
    },
    {
      name: 'the first builds of all, with the role of an administrator: it is reported for that alone',
      unknown: 'history',
      tell: (stage) => {
        quietDays(stage, PEOPLE);
        daily(stage, (day) => take(stage, { day, role: role('OpsAdmin') }));
        for (let day = 27; day < 30; day++) stage.add(built(stage, day));
        return built(stage, 30);
      },
    },
    {
      name: 'a service that takes its own role in every region',
      tell: after((stage) => given(stage, { by: 'config.amazonaws.com' })),
    },
  ],
  almost: [
    {
      name: 'the second day of a new region',
      tell: after((stage) => {
        stage.add(given(stage, { day: 29 }));
        return given(stage);
      }),
    },
    {
      name: 'the second call of a user in a new region',
      tell: after((stage) => {
        stage.add(called(stage, 20));
        return called(stage);
      }),
    },
    {
      name: 'a vendor, who chooses the region',
      tell: after((stage) =>
        take(stage, {
          by: outsider('999988887777', 'AROAVENDOREXAMPLE', 'x'),
          role: role('VendorMetrics'),
          place: 'awsVendor',
          region: FAR,
        }),
      ),
    },
  ],
});
