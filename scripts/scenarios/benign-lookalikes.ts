import { type Caller, type RoleName, session, user } from '../callers.ts';
import { address, type PlaceName } from '../places.ts';
import {
  assumeRole,
  BOTO,
  callerIdentity,
  deniedRole,
  type RawCloudTrail,
  type RoleCall,
  withWebIdentity,
} from '../records.ts';
import { instanceSession, pipelineRun } from './machines.ts';
import { DATA, SHOP } from './organisation.ts';
import { ALICE, BOB, PEOPLE, signIn } from './people.ts';
import { pipelineSession, runOf } from './pipelines.ts';
import { quietDays, type Stage } from './stage.ts';
import type { Story } from './story.ts';

const QUIET = { atLeast: 0, atMost: 0 };
const TERRAFORM = 'HashiCorp/1.0 Terraform/1.9.5 aws-sdk-go-v2/1.31.0 ua/2.1 os/linux lang/go#1.23.1';
const BUILDER = user(SHOP, 'terraform');
const ROLLOUT: RoleName = { account: SHOP, name: 'Rollout', path: '/ci/' };

/** Harmless things that happen in a large organisation on any day, and look like attacks in a record or two. */
export const BENIGN_LOOKALIKES: readonly Story[] = [
  {
    name: 'trust-broken-for-a-broker',
    title: 'A policy mistake takes a broker’s roles away',
    text: 'Every night a broker on an instance takes sixteen roles of the data account, one for each team. On day 30 somebody breaks the service control policy: within a minute all sixteen are denied. Ten minutes later it is repaired.',
    why: 'Sixteen denied names within a minute look like somebody who guesses; but nobody guesses roles that the actor takes every night.',
    seed: 38,
    tell(stage) {
      quietDays(stage, [...PEOPLE, brokerNight]);
      brokerRound(stage, 30, '03', (call) => [deniedRole(call)]);
      brokerRound(stage, 30, '13', (call) => [assumeRole(call)]);
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'first-rollout',
    title: 'A new repository rolls something out to every account',
    text: 'The shop’s repository deploys every day. On day 30 another repository of the same organisation runs for the first time, with a role of its own, on a hosted runner, and goes on into a role in each of nine accounts within a minute.',
    why: 'Nine accounts within a minute from an address that nobody used before; but hosted runners have another in every run, and the token was exchanged there, without anything odd.',
    seed: 39,
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun]);
      const subject = 'repo:example-org/rollout:ref:refs/heads/main';
      const exchange = { ...runOf(stage, stage.at(30, '09:00:00'), subject), role: ROLLOUT };
      stage.add(withWebIdentity(exchange));
      const by = pipelineSession(exchange);
      for (let n = 0; n < 9; n++) {
        const role = { account: `22222222220${n}`, name: 'RolloutTarget' };
        const at = stage.at(30, `09:01:${10 + n}`);
        stage.add(assumeRole({ ...exchange, at, by, role, account: SHOP, session: 'rollout' }));
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'shared-session-name',
    title: 'An administrator runs the pipeline’s configuration',
    text: 'A build server with the access key of the user terraform takes a role of the data account every night, with the session name that the configuration states: terraform. From day 30 on Alice, an administrator, runs the same configuration at her desk for three days.',
    why: 'Her sessions are called as somebody else is; but that is a program, and everybody who runs the configuration is called so.',
    seed: 40,
    tell(stage) {
      const nightly = (_: Stage, day: number) =>
        stage.add(planRun(stage.at(day, '04:10:00'), BUILDER, 'cellar'));
      quietDays(stage, [...PEOPLE, nightly]);
      for (let day = 30; day < 33; day++) {
        const issued = signIn(stage, ALICE, stage.at(day, '08:12:00'), 'berlinOffice');
        stage.add(planRun(stage.at(day, '08:30:00'), session(issued), 'berlinOffice'));
      }
      return [];
    },
    alerts: QUIET,
  },
  {
    name: 'kubectl-abroad',
    title: 'A developer’s cluster is in another country',
    text: 'From day 30 on Bob works with an EKS cluster in Ireland. Each time the cluster’s servers send the signed GetCallerIdentity that he shows them to STS, from addresses in AWS that nobody here had, by a program that is not his.',
    why: 'His session seems to be used in two countries within minutes; but who sent the call is AWS.',
    seed: 41,
    tell(stage) {
      quietDays(stage, PEOPLE);
      for (let day = 30; day < 33; day++) {
        const by = session(signIn(stage, BOB, stage.at(day, '08:12:00'), 'berlinHome'));
        for (const time of ['08:20:00', '09:05:00']) {
          const from = address('awsVendor', 1 + stage.dice(20));
          stage.add(
            callerIdentity({ at: stage.at(day, time), by, from, with: 'Go-http-client/1.1', account: SHOP }),
          );
        }
      }
      return [];
    },
    alerts: QUIET,
  },
];

/** One run of the configuration, by whomever: it states the session's name. */
function planRun(at: string, by: Caller, place: PlaceName): RawCloudTrail {
  const role = { account: DATA, name: 'DataInfraAdmin' };
  return assumeRole({
    at,
    by,
    from: address(place, 4),
    with: TERRAFORM,
    account: SHOP,
    role,
    session: 'terraform',
  });
}

/** The broker's sixteen roles, one after the other. */
function brokerRound(
  stage: Stage,
  day: number,
  minute: string,
  make: (call: RoleCall) => readonly RawCloudTrail[],
): void {
  const by = session(instanceSession(stage, stage.at(day, `02:${minute}:00`)));
  for (let n = 0; n < 16; n++) {
    const role = { account: DATA, name: `team-${n}-data` };
    const at = stage.at(day, `02:${minute}:${10 + n}`);
    const call = {
      at,
      by,
      from: address('awsFrankfurt', 20),
      with: BOTO,
      account: SHOP,
      role,
      session: 'broker',
    };
    stage.add(...make(call));
  }
}

function brokerNight(stage: Stage, day: number): void {
  brokerRound(stage, day, '03', (call) => [assumeRole(call)]);
}
