import type { JudgedEvent } from './acting.ts';
import { stepsByHand } from './alert-steps.ts';
import { endCommand } from './end-command.ts';
import type { Considered } from './guards.ts';
import type { Intent } from './intent.ts';
import type { ReadWhen } from './read-when.ts';
import { callerGoesOn } from './used.ts';

/** Not a command: `rolewarden revoke` refuses protected roles, whoever asks. */
const PROTECTED =
  'To end the sessions of this protected role anyway: IAM console, the role, Revoke sessions.';

/** What a person has to do where Rolewarden does nothing, may not, or cannot; and about the caller, who goes on anyway. */
export function procedureFor(
  { event, finding }: JudgedEvent,
  considered: Considered,
  readWhen: ReadWhen = 'live',
): readonly string[] {
  const goesOn = () => callerGoesOn(event, finding.lineage, readWhen);
  switch (considered.kind) {
    case 'nothing':
      return finding.cause === null ? [] : stepsByHand(event, finding.lineage, readWhen);
    case 'by-hand': {
      const { reason, whatToDo } = considered.why;
      const more = reason === 'used' ? [] : goesOn();
      return [...new Set([...whatToDo, ...more])];
    }
    case 'held': {
      const first = considered.guard === 'protected' ? PROTECTED : byPerson(considered.intent);
      return [first, ...goesOn()];
    }
    case 'go':
      return goesOn();
  }
}

/** The command with which a person ends what Rolewarden did not. */
function byPerson({ accessKeyId, scope, target }: Intent): string {
  const command = endCommand(target, scope === 'role' ? undefined : accessKeyId);
  return `To end it anyway: ${command}`;
}
