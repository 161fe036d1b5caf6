import type { RedisLink } from '../../baseline/redis/link.ts';
import { type ActionRecord, FINAL, type Ledger } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { isSameTarget, type Target } from '../../core/event/target.ts';
import { defineCommand } from '../command.ts';
import { ACTING_HELP, answering, atDesk, type Desk, UNCLEAR } from './acting.ts';
import { heard } from './heard.ts';
import { tombstones } from './take-back.ts';
import { actionIdIn, DENIES, namedTarget } from './target.ts';
import { undoAll } from './undo-all.ts';
import { sayWaiting, takeBackWith } from './undo-left.ts';
import { refuseStray, sinceOf, UNDO_OPTIONS } from './undo-options.ts';
import { findAction, type Job } from './undoing.ts';
import { warnOfUnsigned } from './unsigned.ts';

export const undoCommand = defineCommand({
  name: 'undo',
  options: UNDO_OPTIONS,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden undo ACTION_ID... [--target ARN]           one revocation, or several
       rolewarden undo --role ARN | --user ARN               all of a role or a user
       rolewarden undo --all --since TIME [--account ID...]  all that were written since TIME (1h, or an instant)

Writes a tombstone to the ledger first, so that no worker writes it again, then deletes the policy from IAM.
Only a policy that is exactly what Rolewarden wrote is deleted; one with the name but another document is foreign: it
is named and not touched. Policies that this one covered and that were removed to make room are written back. What
still denies the sessions, and which sessions ended with them are still denied, is said, with the command.

The store may be down, full or missing: the role is then found by the record in the audit folder, by --target, or by a
search of every account in reach. Without a tombstone a worker in progress may write the policy again: the command says
so, and what to do. Undo may be repeated. Revocations that await approval (rolewarden pending) are left alone by --role,
--user and --all; rolewarden reject ends one.

  --target ARN           the role or user of ACTION_ID, if it is recorded nowhere
  --since TIME           30m, 2h or 1d ago, or 2026-06-01T12:00:00Z
  --account ID           with --all: only this account; may be repeated
${ACTING_HELP}
Exit status: 0 no policy of it is left; 1 one is left or could not be read, or one that it covered was not written back;
2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    const target = namedTarget(values);
    const forms = [positionals[0], target, values.all].filter((form) => form !== undefined);
    if (forms.length !== 1) {
      throw wrongUsage(
        'undo takes one of ACTION_ID..., --role ARN, --user ARN, --all',
        'run `rolewarden undo --help`',
      );
    }
    const otherwise = { so: noneOf(positionals), session: DENIES };
    const [actionId, ...more] = positionals.map((text) => actionIdIn(text, otherwise));
    refuseStray(values, positionals.length);
    const since = sinceOf(values);
    const undone = async (desk: Desk, link: RedisLink | string): Promise<number> => {
      if (target !== undefined) return wholeTarget(desk, link, target);
      if (actionId === undefined) return undoAll(desk, link, values.account, since);
      return more.length === 0
        ? undoOne(desk, link, actionId, values.target)
        : undoThese(desk, link, [...new Set([actionId, ...more])]);
    };
    return atDesk(values, surroundings, async (desk) => {
      const link = await answering(desk);
      const status = await undone(desk, link);
      const ids = actionId === undefined ? undefined : [actionId, ...more];
      await warnOfUnsigned(desk, link, NO_TOMBSTONE, ids);
      return status;
    });
  },
});

/** Several are undone together: whoever gave many must know that the good ones are still in force. */
const noneOf = ({ length }: readonly string[]) =>
  length > 1 ? `: nothing was changed, none of the ${length} was undone` : '';

const without = (workers: string) =>
  `They have no tombstone: ${workers} do not know of this undo, and write the policies again, unless they share this audit folder.`;
const NO_TOMBSTONE = {
  unsigned: without('workers with another key'),
  unreadable: without('workers that can read them'),
};

/** Takes one revocation back. `said`: the ARN of its target, if nothing else knows it. Returns the exit status. */
export async function undoOne(
  desk: Desk,
  before: RedisLink | string,
  actionId: string,
  said: string | undefined,
): Promise<number> {
  const { answer: known, link } = await heard(desk, before, (ledger) => ledger.action(actionId), undefined);
  // the tombstone first: a search for the policy may take long. It is tried again before the policy is removed
  if (typeof link !== 'string' && known !== undefined)
    await tombstones(desk, link.ledger, [actionId]).catch(() => desk.signal.throwIfAborted());
  const unasked = typeof link === 'string' ? link : undefined;
  const job = { target: await findAction(desk, actionId, { record: known, said, unasked }), actionId };
  return takeBackWith(desk, link, [job], known === undefined ? [] : [known]);
}

/** Takes several back. If one of them is known nowhere, it throws before anything is changed. */
async function undoThese(desk: Desk, before: RedisLink | string, ids: readonly string[]): Promise<number> {
  const all = async (ledger: Ledger) => {
    const found: ActionRecord[] = [];
    for (const actionId of ids) {
      const known = await ledger.action(actionId);
      if (known !== undefined) found.push(known);
    }
    return found;
  };
  const { answer: records, link } = await heard(desk, before, all, []);
  const unasked = typeof link === 'string' ? link : undefined;
  const jobs: Job[] = [];
  for (const actionId of ids) {
    const record = records.find((one) => one.actionId === actionId);
    jobs.push({ target: await findAction(desk, actionId, { record, unasked }), actionId });
  }
  return takeBackWith(desk, link, jobs, records);
}

async function wholeTarget(desk: Desk, before: RedisLink | string, target: Target): Promise<number> {
  const { answer: records, link } = await heard(desk, before, (ledger) => ledger.actions(), []);
  const own = records.filter(({ intent, state }) => isSameTarget(intent.target, target) && !FINAL.has(state));
  // what still awaits approval was never written: it is not undone
  const waiting = own.filter(isWaiting);
  const open = own.filter((one) => !isWaiting(one));
  const known = open.map(({ actionId }) => actionId);
  const jobs = [{ target, actionId: undefined, known }];
  const status = await takeBackWith(desk, link, jobs, open, known);
  for (const one of waiting) sayWaiting(desk, one);
  return status;
}

const isWaiting = ({ state }: ActionRecord) => state === 'pending';
