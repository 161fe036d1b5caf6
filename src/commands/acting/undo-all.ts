import type { RedisLink } from '../../baseline/redis/link.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import { type ActionRecord, FINAL, STANDING, writtenAt } from '../../core/action/ledger.ts';
import { coverOf } from '../../core/action/policy-room.ts';
import type { Desk } from './acting.ts';
import { heard } from './heard.ts';
import { sayUnread, search } from './search.ts';
import { takeBack } from './take-back.ts';
import { type Dated, type Job, jobsSince } from './undoing.ts';
import { recordOf, safe, steps, subjectOf } from './words.ts';

/** Takes back everything written since a time, in the accounts given, or in all if none is. Returns the exit status. */
export async function undoAll(
  desk: Desk,
  before: RedisLink | string,
  account: readonly string[] = [],
  since = 0,
): Promise<number> {
  const { answer: records, link } = await heard(desk, before, (ledger) => ledger.actions(), []);
  const { carriers, read, unread } = await search(desk, account, records);
  // a worker may be about to write such an action: it gets a tombstone even if nothing of it is in IAM yet
  const open = records.filter((record) => {
    const { changed, intent, state } = record;
    const at = STANDING.includes(state) ? writtenAt(record) : changed;
    const asked = account.length === 0 || account.includes(intent.target.accountId);
    return asked && at >= since && state !== 'pending' && !FINAL.has(state);
  });
  const isRead = ({ intent }: ActionRecord) => read.includes(intent.target.accountId);
  const { jobs: found, undated } = await jobsSince(desk, carriers, records, since);
  const jobs = [...found, ...unseen(open.filter(isRead), found)];
  const buried = open.filter(isRead).map(({ actionId }) => actionId);
  const status = await takeBack(desk, link, jobs, buried);
  for (const { intent } of open.filter((one) => !isRead(one))) {
    const words = `NOT undone: ${policyName(intent.actionId)}, ${subjectOf(intent)}: the account was not searched\n`;
    desk.tell({ ...recordOf('undo', intent), outcome: 'failed', detail: 'not searched' }, words);
  }
  for (const one of undated) sayUndated(desk, one);
  if (jobs.length === 0 && read.length > 0 && undated.length === 0)
    process.stderr.write(nothingWords(unread.length));
  sayUnread('NOT searched', unread);
  return unread.length + undated.length === 0 ? status : 1;
}

/** Says of a policy that it may have been written in the time that was asked for, and how it is undone. */
function sayUndated(desk: Desk, { actionId, target, why }: Dated['undated'][number]): void {
  const { accountId, arn, kind, name } = target;
  const whatToDo = [`To undo it all the same: rolewarden undo ${actionId} --target ${arn}`];
  const detail = `when it was written is not known: ${why}`;
  const common = { schema: 'rolewarden.action/1', command: 'undo', target: arn, actionId };
  desk.tell(
    { ...common, outcome: 'failed', detail, whatToDo },
    `NOT undone: ${policyName(actionId)} of ${safe(`${kind} ${name} in ${accountId}: ${detail}`)}\n${steps(whatToDo)}`,
  );
}

/** Policies that stand, as the ledger says, but were not found: IAM may list a new one only after some seconds. */
function unseen(open: readonly ActionRecord[], found: readonly Job[]): readonly Job[] {
  return open
    .filter(({ detail, state }) => STANDING.includes(state) && coverOf(detail) === undefined)
    .filter(({ actionId }) => found.every((job) => job.actionId !== actionId))
    .map(({ actionId, intent: { target } }) => ({ target, actionId }));
}

function nothingWords(unread: number): string {
  return unread === 0
    ? 'nothing of Rolewarden stands there: nothing to undo\n'
    : 'nothing was found in the accounts that were searched\n';
}
