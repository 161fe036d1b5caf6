import type { RedisLink } from '../../baseline/redis/link.ts';
import { type ActionRecord, FINAL } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { utc } from '../../core/time/days.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, UNCLEAR } from './acting.ts';
import { knownAction } from './approve.ts';
import { actionIdIn } from './target.ts';
import { recordOf, safe, subjectOf, undoLine } from './words.ts';

const OPTIONS = { ...ACTING, reason: { type: 'string' } } as const;

export const rejectCommand = defineCommand({
  name: 'reject',
  options: OPTIONS,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden reject ACTION_ID [--by NAME] [--reason TEXT]

Final: nothing puts this revocation in force any more, and a duplicate of its event asks nobody again. A revocation that
is in force is not rejected but undone (rolewarden undo ACTION_ID).

  --reason TEXT          kept with the record
${ACTING_HELP}
Exit status: 0 rejected; 1 it was decided before; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0) {
      throw wrongUsage('reject takes one ACTION_ID', '`rolewarden pending` lists what waits');
    }
    const actionId = actionIdIn(text);
    return atDesk(values, surroundings, async (desk) =>
      reject(desk, await desk.store(), actionId, values.reason),
    );
  },
});

/** Rejects a revocation that is not in force; that is final. Returns the exit status. */
export async function reject(
  desk: Desk,
  link: RedisLink,
  actionId: string,
  reason: string | undefined,
): Promise<number> {
  const known = await knownAction(desk, link, actionId);
  const by = await desk.who();
  const detail = reason === undefined ? `rejected by ${by}` : safe(reason);
  const change = { state: 'rejected' as const, by, detail };
  const done = await link.ledger.change(actionId, ['pending', 'failed', 'ready'], change);
  const now = done ?? (await link.ledger.action(actionId)) ?? known;
  const outcome = done === undefined ? 'refused' : 'rejected';
  const begun = done !== undefined && known.state !== 'pending' ? begunWords(actionId) : '';
  const record = { ...recordOf('reject', now.intent), outcome, by, detail: now.detail };
  desk.tell(record, wordsOf(now, done !== undefined) + begun);
  return done === undefined ? 1 : 0;
}

/** Said of a revocation that was already being written: the policy may be there, whatever the record says. */
const begunWords = (actionId: string) =>
  `  its policy may have been written: the sweep removes it within the hour\n  what to do: To be certain now: ${undoLine({ actionId })}\n`;

function wordsOf({ by, changed, intent, state }: ActionRecord, done: boolean): string {
  if (done) return `rejected by ${safe(by)}: ${subjectOf(intent)} is left alone\n`;
  const why = FINAL.has(state)
    ? `${safe(by)} has ${state} it at ${utc(changed)}, and that is final`
    : `it is in force: ${undoLine(intent)}`;
  return `NOT rejected: ${subjectOf(intent)}\n  ${why}\n`;
}
