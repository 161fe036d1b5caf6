import type { RedisLink } from '../baseline/redis-store.ts';
import { policyName } from '../core/deny-policy.ts';
import { reasonOf } from '../core/errors.ts';
import { type ActionRecord, FINAL, writtenAt } from '../core/ledger.ts';
import { coverOf } from '../core/policy-room.ts';
import type { Target } from '../core/target.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, usage } from './acting.ts';
import { takeBack, tombstones } from './acting-take-back.ts';
import { actionIdIn, namedTarget } from './acting-target.ts';
import { findAction, type Job, jobsSince, search } from './acting-undo.ts';
import { actionJson, subjectOf, timeOf } from './acting-words.ts';
import { type Command, parse } from './command.ts';

const OPTIONS = {
  ...ACTING,
  role: { type: 'string' },
  user: { type: 'string' },
  target: { type: 'string' },
  all: { type: 'boolean' },
  since: { type: 'string' },
  account: { type: 'string', multiple: true },
} as const;

type Values = ReturnType<typeof parse<typeof OPTIONS>>['values'];

export const undoCommand: Command = {
  help: `usage: rolewarden undo ACTION_ID [--target ARN]              one revocation
       rolewarden undo --role ARN | --user ARN               all of a role or a user
       rolewarden undo --all --since TIME [--account ID...]  all that were written since TIME (1h, or an instant)

Writes a tombstone to the ledger first, so that no worker puts it in force again, then deletes the policy from IAM.
Only a policy that is exactly what Rolewarden wrote is deleted; one that carries the name and another document is
foreign: it is named and not touched. What the policy had covered for want of room is written back.

The store may be down or missing: the role is then found by the record in the audit folder, by --target, or by a search
of every account that is reached. Without a tombstone a worker that is under way may write the policy again: the
command says so, and what to do. Undo as often as you like: what is gone is gone. Those that wait for a person
(rolewarden pending) are left alone by --all; rolewarden reject ends one.

  --target ARN           the role or user of ACTION_ID, if nothing else knows it
  --since TIME           30m, 2h or 1d ago, or 2026-06-01T12:00:00Z
  --account ID           only this account; may be repeated
${ACTING_HELP}
Exit status: 0 nothing of it stands; 1 something stands or could not be read; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('undo', args, OPTIONS);
    if (values.help) {
      process.stdout.write(undoCommand.help);
      return 0;
    }
    const [text, ...more] = positionals;
    const target = namedTarget(values);
    const forms = [text, target, values.all].filter((form) => form !== undefined);
    if (forms.length !== 1 || more.length > 0) {
      throw usage(
        'undo takes one of ACTION_ID, --role ARN, --user ARN, --all',
        'run `rolewarden undo --help`',
      );
    }
    const actionId = text === undefined ? undefined : actionIdIn(text);
    const since = sinceOf(values);
    return atDesk(values, surroundings, async (desk) => {
      const link = await answering(desk);
      if (actionId !== undefined) return undoOne(desk, link, actionId, values.target);
      if (target !== undefined) return wholeTarget(desk, link, target);
      return everything(desk, link, values, since);
    });
  },
};

/** A store that is connected and does not answer is as good as none. */
async function answering(desk: Desk): Promise<RedisLink | string> {
  const link = await desk.storeIfThere();
  if (typeof link === 'string') return link;
  return link.ledger.now().then(
    () => link,
    (thrown: unknown) => reasonOf(thrown),
  );
}

async function everything(desk: Desk, link: RedisLink | string, { account = [] }: Values, since: number) {
  const records = typeof link === 'string' ? [] : await link.ledger.actions();
  const { carriers, read, unread } = await search(desk, account, records);
  // actions that a worker may be about to write get a tombstone though nothing of them is in IAM yet
  const open = records.filter((record) => {
    const { changed, intent, state } = record;
    const at = stands(state) ? writtenAt(record) : changed;
    const asked = account.length === 0 || account.includes(intent.target.accountId);
    return asked && at >= since && state !== 'pending' && !FINAL.has(state);
  });
  const isRead = ({ intent }: ActionRecord) => read.includes(intent.target.accountId);
  const found = await jobsSince(desk, carriers, records, since);
  const jobs = [...found, ...unseen(open.filter(isRead), found)];
  const buried = open.filter(isRead).map(({ actionId }) => actionId);
  const status = await takeBack(desk, link, jobs, buried);
  for (const { intent } of open.filter((one) => !isRead(one))) {
    const words = `NOT undone: ${policyName(intent.actionId)}, ${subjectOf(intent)}: the account was not searched\n`;
    desk.tell({ ...UNSEARCHED, ...actionJson(intent) }, words);
  }
  if (jobs.length === 0) process.stderr.write(nothingWords(unread));
  for (const one of unread) process.stderr.write(`NOT searched: account ${one}\n`);
  return unread.length === 0 ? status : 1;
}

/** What stands by the ledger, and no search has met: IAM may show it only in a few seconds. */
function unseen(open: readonly ActionRecord[], found: readonly Job[]): readonly Job[] {
  return open
    .filter(({ detail, state }) => stands(state) && coverOf(detail) === undefined)
    .filter(({ actionId }) => found.every((job) => job.actionId !== actionId))
    .map(({ actionId, intent: { target } }) => ({ target, actionId }));
}

const stands = (state: ActionRecord['state']) => state === 'applied' || state === 'verified';

const UNSEARCHED = {
  schema: 'rolewarden.action/1',
  command: 'undo',
  outcome: 'failed',
  detail: 'not searched',
};

function nothingWords(unread: readonly string[]): string {
  return unread.length === 0
    ? 'nothing of Rolewarden stands there: nothing to undo\n'
    : 'nothing was found in the accounts that were searched\n';
}

function sinceOf({ all, since }: Values): number {
  if (all !== (since !== undefined ? true : undefined)) {
    throw usage('--all and --since go together', 'for instance: rolewarden undo --all --since 1h');
  }
  return since === undefined ? 0 : timeOf('--since', since, Date.now());
}

/** Takes one revocation back; `said`: its role or user, if nothing else knows it. The exit status. */
export async function undoOne(
  desk: Desk,
  link: RedisLink | string,
  actionId: string,
  said: string | undefined,
): Promise<number> {
  const known = typeof link === 'string' ? undefined : await link.ledger.action(actionId);
  // the tombstone must not wait for a search
  if (typeof link !== 'string' && known !== undefined) await tombstones(desk, link.ledger, [actionId]);
  return takeBack(desk, link, [{ target: await findAction(desk, actionId, known, said), actionId }]);
}

async function wholeTarget(desk: Desk, link: RedisLink | string, target: Target): Promise<number> {
  const records = typeof link === 'string' ? [] : await link.ledger.actions();
  const own = records.filter(({ intent: { target: of }, state }) => {
    const same = of.kind === target.kind && of.name === target.name && of.accountId === target.accountId;
    return same && !FINAL.has(state);
  });
  const known = own.map(({ actionId }) => actionId);
  return takeBack(desk, link, [{ target, actionId: undefined, known }], known);
}
