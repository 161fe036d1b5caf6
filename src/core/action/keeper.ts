import type { StsEvent } from '../event/event.ts';
import { takesForPeople } from '../event/for-people.ts';
import type { Finding } from '../finding/finding.ts';

const HOLDERS: Readonly<Record<string, string>> = {
  instance: 'the instance',
  function: 'the function',
  pod: 'the pod',
  task: 'the task',
};

/**
 * What keeps a session when it is denied. `taken`: a service took the role for it, so that no record has the session's own
 * id. Where a pod showed a token of its cluster, the issue has it: that session alone can be ended, and no other pod's.
 */
export interface Keeper {
  readonly name: string;
  readonly taken: boolean;
}

/** By the marks in the event, else by the service that was seen taking it, or asking for it as a workflow does. */
export function keeperOf({ actor }: StsEvent, lineage: Finding['lineage']): Keeper | undefined {
  const marked = HOLDERS[actor.workload ?? ''];
  const last = lineage.at(-1);
  const issue = last?.accessKeyId === actor.accessKeyId ? last : undefined;
  if (marked !== undefined) return { name: marked, taken: issue?.actor.kind !== 'web-identity' };
  if (issue === undefined) return undefined;
  const taken = issue.actor.kind === 'service';
  const name = taken ? issue.actor.name : issue.heldBy;
  return name === undefined || takesForPeople(name) ? undefined : { name, taken };
}
