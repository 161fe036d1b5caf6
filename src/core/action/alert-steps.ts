import type { StsEvent } from '../event/event.ts';
import { holderOf, type IssuedTo, issuedTo } from '../event/issued-to.ts';
import type { Finding } from '../finding/finding.ts';
import { endCommand } from './end-command.ts';
import { holderSteps } from './held-by.ts';
import { irrevocable } from './irrevocable.ts';
import type { ReadWhen } from './read-when.ts';
import { callerGoesOn, callerSteps } from './used.ts';

/**
 * How a person ends what an alert tells of, where nothing is done by itself: the session that was issued, else what the
 * caller called with. Every value in a command is checked: it is there to be pasted.
 */
export function stepsByHand(
  event: StsEvent,
  lineage: Finding['lineage'],
  readWhen: ReadWhen = 'live',
): readonly string[] {
  if (event.grant === undefined || event.outcome !== 'success') return callerSteps(event, lineage);
  const why = irrevocable(event);
  const issued = why === undefined ? issuedTo(event) : undefined;
  const holder = issued === undefined ? undefined : holderOf(event);
  const steps = [
    ...(why?.whatToDo ?? []),
    ...(issued === undefined ? [] : [endStep(issued)]),
    ...(holder === undefined ? [] : holderSteps(holder)),
    ...callerGoesOn(event, lineage, readWhen),
  ];
  return [...new Set(steps)];
}

function endStep({ accessKeyId, target }: IssuedTo): string {
  const command = endCommand(target, accessKeyId);
  return target.kind === 'role'
    ? `End the session: ${command}`
    : `End every session of the user issued up to now (${accessKeyId} is one): ${command}`;
}
