import type { RedisLink } from '../../baseline/redis/link.ts';
import { type ActionRecord, FINAL, STANDING } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { utc } from '../../core/time/days.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, UNCLEAR } from './acting.ts';
import { putInForce } from './force.ts';
import { another, ENDED } from './revoked-words.ts';
import { stopped } from './switch.ts';
import { actionIdIn } from './target.ts';
import { strangeRecord } from './unsigned.ts';
import { recordOf, safe, steps, subjectOf, undoLine } from './words.ts';

const OPTIONS = { ...ACTING, breaker: { type: 'string' } } as const;

export const approveCommand = defineCommand({
  name: 'approve',
  options: OPTIONS,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden approve ACTION_ID [--by NAME]     carry out a waiting revocation, at once
       rolewarden approve --breaker SCOPE           close a breaker (rolewarden pending names them)

The policy is written by this command, not later by a worker; sessions issued with the denied one are ended too.
Opt-in tag and caps do not apply, since a person has decided; protected roles are refused anyway. A revocation that
failed may be approved again. The command that undoes it is printed.

${ACTING_HELP}
Exit status: 0 it is in force, or the breaker is closed; 1 it is not; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    const [text, ...more] = positionals;
    if ((text === undefined) === (values.breaker === undefined) || more.length > 0) {
      throw wrongUsage('approve takes one ACTION_ID, or --breaker SCOPE', '`rolewarden pending` lists both');
    }
    const actionId = text === undefined ? undefined : actionIdIn(text);
    return atDesk(values, surroundings, async (desk) => {
      const link = await desk.store();
      if (actionId === undefined) return close(desk, link, values.breaker ?? '');
      return approve(desk, link, await knownAction(desk, link, actionId));
    });
  },
});

/** The record of an action. Throws ERR_USAGE for one that the ledger does not know, or that counts for nothing. */
export async function knownAction(
  desk: Desk,
  { ledger }: RedisLink,
  actionId: string,
): Promise<ActionRecord> {
  const known = await ledger.action(actionId);
  if (known !== undefined) return known;
  if ((await ledger.unsigned([actionId])).length > 0) {
    const { todo, what } = strangeRecord(desk);
    throw wrongUsage(`the record of ${actionId}: ${what}`, todo);
  }
  throw wrongUsage(
    `the ledger knows no action ${actionId}`,
    '`rolewarden pending` lists what waits. What a guard-rail refused is not kept: its alert names the session, and the command (rolewarden revoke ASIA…). Records are kept for thirty days',
  );
}

/** Puts a waiting revocation in force, unless it is final or actions are stopped. Returns the exit status. */
export async function approve(desk: Desk, link: RedisLink, known: ActionRecord): Promise<number> {
  const { actionId, finding, intent, state } = known;
  const over = ended(known);
  if (over !== undefined) return refuse(desk, known, over);
  const stop = await stopped(desk, link.ledger);
  if (stop !== undefined) return refuse(desk, known, state === 'pending' ? `${stop}; it still waits` : stop);
  const wish = { intent, finding, link, anew: false };
  if (STANDING.includes(state)) {
    if (!(await isInForce(desk, known))) return putInForce(desk, wish);
    const record = { ...recordOf('approve', intent), outcome: state };
    desk.tell(record, `in force already: ${subjectOf(intent)}\n  to undo: ${undoLine(intent)}\n`);
    return 0;
  }
  const by = await desk.who();
  desk.auditFolder();
  const change = { state: 'ready' as const, by, detail: `approved by ${by}` };
  const ready = await link.ledger.change(actionId, ['pending', 'failed', 'ready'], change);
  if (ready !== undefined) return putInForce(desk, wish);
  const now = await knownAction(desk, link, actionId);
  return refuse(desk, now, ended(now) ?? `${now.by} has just approved it: ${undoLine(intent)} takes it back`);
}

/** Asks IAM whether the policy is there, and does not rely on the ledger. */
async function isInForce(desk: Desk, known: ActionRecord): Promise<boolean> {
  const { verifyRecord } = await import('../../actions/iam/verify.ts');
  return (await verifyRecord((await desk.executors()).bench, known)).kind === 'in-force';
}

function ended({ by, changed, intent, state }: ActionRecord): string | undefined {
  if (FINAL.has(state)) return `${by} has ${state} it at ${utc(changed)}, and that is final`;
  const over = intent.expiresAt !== undefined && intent.expiresAt <= Date.now();
  return over ? `the session ended at ${utc(intent.expiresAt)}: nothing is left to deny` : undefined;
}

function refuse(desk: Desk, { intent }: ActionRecord, detail: string): number {
  const again = ENDED.test(detail) ? [another(intent)] : [];
  const record = { ...recordOf('approve', intent), outcome: 'refused', detail, whatToDo: again };
  desk.tell(record, `NOT approved: ${subjectOf(intent)}\n  ${safe(detail)}\n${steps(again)}`);
  return 1;
}

async function close(desk: Desk, { ledger }: RedisLink, scope: string): Promise<number> {
  if (!(await ledger.closeBreaker(scope))) {
    const open = (await ledger.breakers()).map((one) => safe(one.scope));
    throw wrongUsage(
      `no breaker ${JSON.stringify(scope)} is open`,
      open.length === 0 ? 'nothing: no other is open, either' : `open are ${open.join(', ')}`,
    );
  }
  const record = { schema: 'rolewarden.breaker/1', scope, open: false, by: await desk.who() };
  desk.tell(
    record,
    `breaker closed: ${safe(scope)}; revocations in it need no approval again, up to the caps\n  what was waiting still waits: rolewarden pending\n`,
  );
  return 0;
}
