import type { StsEvent } from '../event/event.ts';
import { takesForPeople } from '../event/for-people.ts';
import type { Finding } from '../finding/finding.ts';

const HOLDERS: Readonly<Record<string, string>> = {
  instance: 'the instance',
  function: 'the function',
  pod: 'the pod',
  task: 'the task',
};

/** What keeps a session when it is denied. `taken`: it took the role for itself, not with a session of another role. */
export interface Keeper {
  readonly name: string;
  readonly taken: boolean;
}

/** By the marks in the event, else by the service that was seen taking it, or asking for it as a workflow does. */
export function keeperOf({ actor }: StsEvent, lineage: Finding['lineage']): Keeper | undefined {
  const marked = HOLDERS[actor.workload ?? ''];
  if (marked !== undefined) return { name: marked, taken: true };
  const issue = lineage.at(-1);
  if (issue === undefined || issue.accessKeyId !== actor.accessKeyId) return undefined;
  const taken = issue.actor.kind === 'service';
  const name = taken ? issue.actor.name : issue.heldBy;
  return name === undefined || takesForPeople(name) ? undefined : { name, taken };
}
