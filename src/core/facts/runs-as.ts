import type { Workload } from '../event/actor.ts';
import type { StsEvent } from '../event/event.ts';
import { parentOf } from '../history/lineage.ts';
import type { Facts } from './facts.ts';

/** Code that a compute service gave a session to: what it is, and how to call it. */
export interface Running {
  readonly workload: Exclude<Workload, 'pipeline'>;
  readonly words: string;
}

const WORDS: Readonly<Record<Running['workload'], string>> = {
  instance: 'an instance',
  function: 'a function',
  pod: 'a pod',
  task: 'a task',
};

/**
 * Services that hand the sessions they take to code in AWS. Not among them: those whose code runs anywhere (Systems
 * Manager's hybrid nodes, Roles Anywhere, IoT).
 */
const SERVICES: ReadonlyMap<string, Running> = new Map([
  ['ec2', { workload: 'instance', words: WORDS.instance }],
  ['lambda', { workload: 'function', words: WORDS.function }],
  ['pods.eks', { workload: 'pod', words: WORDS.pod }],
  ['ecs-tasks', { workload: 'task', words: WORDS.task }],
  ['tasks.apprunner', { workload: 'task', words: 'a service of App Runner' }],
  ['codebuild', { workload: 'task', words: 'a build of CodeBuild' }],
  ['glue', { workload: 'task', words: 'a job of Glue' }],
  ['sagemaker', { workload: 'task', words: 'code in SageMaker' }],
  ['bedrock-agentcore', { workload: 'task', words: 'an agent in AgentCore' }],
  ['emr-serverless', { workload: 'task', words: 'a job of EMR Serverless' }],
  ['states', { workload: 'task', words: 'a workflow of Step Functions' }],
]);

/**
 * What runs under the session: by the marks in the event, else by the service that was seen taking it, for itself or, as
 * a workflow of Step Functions does, with the session of a role.
 */
export function runsAs(event: StsEvent, { lineage }: Facts): Running | undefined {
  const { workload } = event.actor;
  if (workload === 'pipeline') return undefined;
  if (workload !== undefined) return { workload, words: WORDS[workload] };
  const holder = parentOf(event, lineage)?.heldBy;
  return holder === undefined ? undefined : codeBehind(holder);
}

/** What runs with the sessions that a service takes, if it hands them to code in AWS. */
export function codeBehind(service: string): Running | undefined {
  return SERVICES.get(service.replace(/\.amazonaws\.com(?:\.cn)?$/, ''));
}
