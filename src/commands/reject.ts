import type { RedisLink } from '../baseline/redis-store.ts';
import { type ActionRecord, FINAL } from '../core/ledger.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, usage } from './acting.ts';
import { actionIdIn } from './acting-target.ts';
import { actionJson, safe, subjectOf, undoLine, utc } from './acting-words.ts';
import { knownAction } from './approve.ts';
import { type Command, parse } from './command.ts';

const OPTIONS = { ...ACTING, reason: { type: 'string' } } as const;

export const rejectCommand: Command = {
  help: `usage: rolewarden reject ACTION_ID [--by NAME] [--reason TEXT]

Final: nothing puts this revocation in force any more, and a duplicate of its event asks nobody again. A revocation that
is in force is not rejected but undone (rolewarden undo ACTION_ID).

  --reason TEXT          kept with the record
${ACTING_HELP}
Exit status: 0 rejected; 1 it was decided before; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('reject', args, OPTIONS);
    if (values.help) {
      process.stdout.write(rejectCommand.help);
      return 0;
    }
    const [text, ...more] = positionals;
    if (text === undefined || more.length > 0) {
      throw usage('reject takes one ACTION_ID', '`rolewarden pending` lists what waits');
    }
    const actionId = actionIdIn(text);
    return atDesk(values, surroundings, async (desk) =>
      reject(desk, await desk.store(), actionId, values.reason),
    );
  },
};

/** Speaks the last word on a revocation that is not in force. The exit status. */
export async function reject(
  desk: Desk,
  link: RedisLink,
  actionId: string,
  reason: string | undefined,
): Promise<number> {
  const known = await knownAction(link, actionId);
  const by = await desk.who();
  const detail = reason === undefined ? `rejected by ${by}` : safe(reason);
  const change = { state: 'rejected' as const, by, detail };
  const done = await link.ledger.change(actionId, ['pending', 'failed', 'ready'], change);
  const now = done ?? (await link.ledger.action(actionId)) ?? known;
  const outcome = done === undefined ? 'refused' : 'rejected';
  const record = { schema: 'rolewarden.action/1', command: 'reject', ...actionJson(now.intent) };
  desk.tell({ ...record, outcome, by, detail: now.detail }, wordsOf(now, done !== undefined));
  return done === undefined ? 1 : 0;
}

function wordsOf({ by, changed, intent, state }: ActionRecord, done: boolean): string {
  if (done) return `rejected by ${safe(by)}: ${subjectOf(intent)} is left alone\n`;
  const why = FINAL.has(state)
    ? `${safe(by)} has ${state} it at ${utc(changed)}, and it stays so`
    : `it is in force: ${undoLine(intent)}`;
  return `NOT rejected: ${subjectOf(intent)}\n  ${why}\n`;
}
