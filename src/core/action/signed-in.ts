import type { StsEvent } from '../event/event.ts';
import { partitionOf } from '../event/partition.ts';
import { targetOf } from '../event/target.ts';
import { endCommand } from './end-command.ts';
import { userKeepsSteps } from './long-term-key.ts';
import { rootSteps } from './root-steps.ts';

/**
 * How a person ends the console session that a sign-in opened, of root or of an IAM user. Its record names no key. The
 * console calls with temporary credentials of the user, so that a deny of what was issued to it up to now ends the session
 * (IAM User Guide, aws:MultiFactorAuthPresent).
 */
export function signedInSteps(event: StsEvent): readonly string[] {
  const { actor, name, outcome, region } = event;
  if (name !== 'ConsoleLogin' || outcome !== 'success') return [];
  if (actor.kind === 'root') {
    const partition = actor.arn?.split(':')[1] ?? partitionOf(region);
    return actor.accountId === undefined ? [] : rootSteps(actor.accountId, partition, false);
  }
  const user = actor.kind === 'user' ? targetOf(actor.arn) : undefined;
  if (user === undefined) return [];
  return [
    `End every session of the user, in the console too: ${endCommand(user, undefined)} (add --dry-run to preview).`,
    ...userKeepsSteps(actor),
  ];
}

/** The same in a sentence, for what a finding says of its session. Undefined where there is nothing that a person can end so. */
export function signedInWords(event: StsEvent): string | undefined {
  if (signedInSteps(event).length === 0) return undefined;
  const { accountId, kind, name } = event.actor;
  const whose = kind === 'root' ? name : `user ${name} in ${accountId ?? 'an unknown account'}`;
  return `the sign-in opened a console session of ${whose}`;
}
