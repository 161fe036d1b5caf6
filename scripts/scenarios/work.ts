import { type Caller, session } from '../callers.ts';
import { address } from '../places.ts';
import { BOTO, withWebIdentity } from '../records.ts';
import { serviceCall } from '../sign-in.ts';
import { podSession } from './machines.ts';
import { SHOP } from './organisation.ts';
import { pipelineSession, runOf } from './pipelines.ts';
import { around, type Stage } from './stage.ts';

/** Calls of other services (`iam:CreateUser`) in the shop's account, eleven seconds apart. Returns their times. */
function workOf(
  stage: Stage,
  start: string,
  { by, from }: { readonly by: Caller; readonly from: string },
  calls: readonly string[],
): readonly string[] {
  return calls.map((name, n) => {
    const [source = '', eventName = ''] = name.split(':');
    const at = new Date(Date.parse(start) + n * 11_000).toISOString().replace('.000Z', 'Z');
    stage.add(serviceCall(source, eventName, { by, from, with: BOTO, at, account: SHOP }, null));
    return at;
  });
}

/** What the pod's program does each day, behind the cluster's NAT gateway: it reads a secret. */
export function podWork(stage: Stage, day: number, more: readonly string[] = []): readonly string[] {
  const issued = podSession(stage, stage.at(day, around(stage, 5)));
  const pod = { by: session(issued), from: address('awsFrankfurt', 7) };
  return workOf(stage, stage.at(day, around(stage, 6)), pod, ['secretsmanager:GetSecretValue', ...more]);
}

/** What a run of the shop's workflow deploys: code, and a role with its policy. */
export function deployment(stage: Stage, day: number, more: readonly string[] = []): void {
  const run = runOf(stage, stage.at(day, around(stage, 8)));
  stage.add(withWebIdentity(run));
  const by = pipelineSession(run);
  const calls = ['lambda:UpdateFunctionCode20150331v2', 'iam:CreateRole', 'iam:PutRolePolicy', ...more];
  workOf(stage, stage.at(day, around(stage, 9)), { by, from: run.from }, calls);
}
