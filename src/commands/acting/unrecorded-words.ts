import { sameOrder } from '../../core/action/end-command.ts';
import type { Intent } from '../../core/action/intent.ts';
import { safe, steps } from './words.ts';

/** Says that a deny is in force and the ledger does not know of it (`why`), and the command that records it. */
export function unrecordedWords(intent: Intent, why: string, folder: string): string {
  const note = `note: not recorded in the ledger (${safe(why)}): caps, kill switch and drift checks do not know of it; the record is in ${folder}`;
  return `${note}\n${steps([`When the store is there, record it: ${sameAgain(intent)}`])}`;
}

/** The command that gives the same order once more, and finds the policy in place. It must end no other session. */
function sameAgain(intent: Intent): string {
  return intent.scope === 'session'
    ? `rolewarden revoke ${intent.accessKeyId}`
    : sameOrder(intent.target, intent.until);
}
