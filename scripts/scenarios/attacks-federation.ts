import { webIdentity } from '../callers.ts';
import { address } from '../places.ts';
import { CLI, callerIdentity, MAC_CLI, withWebIdentity } from '../records.ts';
import { EKS, pipelineRun, podDay, podSession } from './machines.ts';
import { ROLES, SHOP } from './organisation.ts';
import { PEOPLE, type Person, personDay, signIn } from './people.ts';
import { pipelineSession, refusedRun, runOf, SEARCH, searchRun } from './pipelines.ts';
import { createStage, quietDays, type Stage } from './stage.ts';
import type { Story } from './story.ts';

const FRANK: Person = {
  mail: 'frank@example.com',
  role: { account: SHOP, name: 'DatabaseAdmin' },
  places: ['berlinOffice', 'berlinHome'],
  hours: [7, 8, 10, 13, 15],
  client: MAC_CLI,
};
const frankDay = (stage: Stage, day: number) => personDay(stage, FRANK, day);

/** Attacks with tokens of identity providers, stolen or made, and with the sessions that they give. */
export const FEDERATION_ATTACKS: readonly Story[] = [
  {
    name: 'runner-session-elsewhere',
    title: 'A pipeline’s session, used from a rented server',
    text: 'On day 30 a GitHub action that the shop’s workflow uses has been tampered with: it prints the run’s environment into a public log. Twelve minutes after the run got its session, a rented server in the Netherlands calls GetCallerIdentity with it.',
    why: 'The workflow ran on hosted runners all month. A runner lives for one run, in its cloud, and never takes its session elsewhere.',
    seed: 31,
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun]);
      const run = runOf(stage, stage.at(30, '14:02:10'));
      stage.add(withWebIdentity(run));
      const by = pipelineSession(run);
      const asks = stage.at(30, '14:14:41');
      stage.add(callerIdentity({ at: asks, by, from: address('hoster', 21), with: CLI, account: SHOP }));
      return [{ time: asks, eventName: 'GetCallerIdentity', atLeast: 70, rules: ['token-two-networks'] }];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'stranger-pipeline',
    title: 'A stranger’s pipeline tries a role, and another lets it in',
    text: 'The role’s ARN is in a public workflow file. On day 30 a stranger’s repository asks for it six times, and is denied. Then it asks for another role, whose trust policy admits every repository on GitHub.',
    why: 'The attempts are visible before anything is lost; the grant is conclusive.',
    seed: 32,
    tell(stage) {
      quietDays(stage, [...PEOPLE, pipelineRun]);
      quietDays(stage, [searchRun]);
      const theirs = 'repo:octo-mallory/tools:ref:refs/heads/main';
      const time = (n: number) => stage.at(30, `03:1${n}:20`);
      for (let n = 0; n < 6; n++) stage.add(refusedRun(stage, time(n), theirs));
      const granted = stage.at(30, '03:20:05');
      stage.add(withWebIdentity({ ...runOf(stage, granted, theirs), role: SEARCH }));
      const eventName = 'AssumeRoleWithWebIdentity';
      return [
        { time: time(0), eventName, atLeast: 20, rules: ['oidc-refused'] },
        { time: time(5), eventName, atLeast: 40, rules: ['oidc-refused'] },
        { time: granted, eventName, atLeast: 90, rules: ['oidc-subject'] },
      ];
    },
    alerts: { atLeast: 1, atMost: 1 },
  },
  {
    name: 'saml-metadata-replaced',
    title: 'The right SAML provider, with somebody else’s signature',
    text: 'On day 30 somebody who may update the SAML provider gives it metadata of their own. An hour later they sign in as Frank, for his everyday role, from Berlin through his internet provider.',
    why: 'Person, role, both providers and city are Frank’s; only the assertion was signed by somebody else.',
    seed: 33,
    tell(stage) {
      quietDays(stage, [...PEOPLE, frankDay]);
      const at = stage.at(30, '10:40:00');
      const made = createStage(33);
      signIn(made, FRANK, at, 'berlinHome', 4);
      for (const record of made.records()) {
        const answer = { ...Object(record['responseElements']), issuer: 'https://signin.example.org/adfs' };
        stage.add({ ...record, responseElements: answer });
      }
      return [
        {
          time: at,
          eventName: 'AssumeRoleWithSAML',
          atLeast: 65,
          rules: ['rogue-saml-provider', 'sensitive-role'],
        },
      ];
    },
    alerts: { atLeast: 0, atMost: 0 },
  },
  {
    name: 'pod-token-in-a-strangers-instance',
    title: 'A pod’s token, exchanged from a stranger’s instance',
    text: 'Somebody reads the checkout pod’s token file through a flaw in the shop. They know that its session must not be seen outside AWS, so they exchange the token from an instance of their own, with the AWS command line.',
    why: 'The network is AWS, as always. But nobody here ever had that address, and the pod never used that program.',
    seed: 34,
    tell(stage) {
      quietDays(stage, [...PEOPLE, podDay]);
      podSession(stage, stage.at(30, '05:20:00'));
      const takes = stage.at(30, '05:48:09');
      const by = webIdentity(SHOP, EKS, 'system:serviceaccount:shop:checkout');
      stage.add(
        withWebIdentity({
          ...{ at: takes, by, from: address('awsVirginia', 33), with: CLI, account: SHOP },
          ...{ role: ROLES.checkout, session: 'botocore-session-1770000000' },
        }),
      );
      return [
        {
          time: takes,
          eventName: 'AssumeRoleWithWebIdentity',
          atLeast: 45,
          rules: ['workload-credentials-outside', 'new-client'],
        },
      ];
    },
    alerts: { atLeast: 0, atMost: 0 },
  },
];
