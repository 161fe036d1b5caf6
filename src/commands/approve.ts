import type { RedisLink } from '../baseline/redis-store.ts';
import { type ActionRecord, FINAL } from '../core/ledger.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, usage } from './acting.ts';
import { another, ENDED, putInForce } from './acting-force.ts';
import { actionIdIn } from './acting-target.ts';
import { actionJson, safe, steps, subjectOf, undoLine, utc } from './acting-words.ts';
import { type Command, parse } from './command.ts';

const OPTIONS = { ...ACTING, breaker: { type: 'string' } } as const;

export const approveCommand: Command = {
  help: `usage: rolewarden approve ACTION_ID [--by NAME]     put a waiting revocation in force, at once
       rolewarden approve --breaker SCOPE           close a breaker (rolewarden pending names them)

The policy is written by this command, not later by a worker; sessions that were issued with the denied one are ended,
too. No opt-in tag and no caps are needed, for a person has decided; protected roles are refused all the same. One that
failed may be approved again. The line that takes it back is printed.

${ACTING_HELP}
Exit status: 0 it stands, or the breaker is closed; 1 it does not; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('approve', args, OPTIONS);
    if (values.help) {
      process.stdout.write(approveCommand.help);
      return 0;
    }
    const [text, ...more] = positionals;
    if ((text === undefined) === (values.breaker === undefined) || more.length > 0) {
      throw usage('approve takes one ACTION_ID, or --breaker SCOPE', '`rolewarden pending` lists both');
    }
    const actionId = text === undefined ? undefined : actionIdIn(text);
    return atDesk(values, surroundings, async (desk) => {
      const link = await desk.store();
      if (actionId === undefined) return close(desk, link, values.breaker ?? '');
      return approve(desk, link, await knownAction(link, actionId));
    });
  },
};

/** The record of an action. Throws ERR_USAGE for one that the ledger does not know. */
export async function knownAction({ ledger }: RedisLink, actionId: string): Promise<ActionRecord> {
  const known = await ledger.action(actionId);
  if (known !== undefined) return known;
  throw usage(
    `the ledger knows no action ${actionId}`,
    '`rolewarden pending` lists what waits; records are kept for thirty days',
  );
}

/** Puts a waiting revocation in force, unless somebody has spoken a last word. The exit status. */
export async function approve(desk: Desk, link: RedisLink, known: ActionRecord): Promise<number> {
  const { actionId, finding, intent, state } = known;
  const no = ended(known) ?? (await held(desk, link));
  if (no !== undefined) return refuse(desk, known, no);
  const wish = { intent, finding, link, anew: false };
  if (state === 'applied' || state === 'verified') {
    if (!(await isInForce(desk, known))) return putInForce(desk, wish);
    const record = {
      schema: 'rolewarden.action/1',
      command: 'approve',
      ...actionJson(intent),
      outcome: state,
    };
    desk.tell(record, `in force already: ${subjectOf(intent)}\n  take it back: ${undoLine(intent)}\n`);
    return 0;
  }
  const by = await desk.who();
  desk.auditFolder();
  const change = { state: 'ready' as const, by, detail: `approved by ${by}` };
  const ready = await link.ledger.change(actionId, ['pending', 'failed', 'ready'], change);
  if (ready !== undefined) return putInForce(desk, wish);
  return refuse(desk, known, 'somebody else has just decided it: look at `rolewarden pending`');
}

/** IAM says so, not the ledger. */
async function isInForce(desk: Desk, known: ActionRecord): Promise<boolean> {
  const { verifyRecord } = await import('../actions/verify.ts');
  return (await verifyRecord((await desk.executors()).bench, known)).kind === 'in-force';
}

async function held({ config }: Desk, { ledger }: RedisLink): Promise<string | undefined> {
  if (!config.revocation.enabled)
    return 'the kill switch of the configuration is pulled (revocation.enabled: false)';
  const by = await ledger.killed();
  return by === undefined ? undefined : `${by} has stopped all actions; it still waits (rolewarden resume)`;
}

function ended({ by, changed, intent, state }: ActionRecord): string | undefined {
  if (FINAL.has(state)) return `${by} has ${state} it at ${utc(changed)}, and it stays so`;
  const over = intent.expiresAt !== undefined && intent.expiresAt <= Date.now();
  return over ? `the session ended at ${utc(intent.expiresAt)}: nothing is left to deny` : undefined;
}

function refuse(desk: Desk, { intent }: ActionRecord, detail: string): number {
  const outcome = 'refused';
  const record = {
    schema: 'rolewarden.action/1',
    command: 'approve',
    ...actionJson(intent),
    outcome,
    detail,
  };
  const again = ENDED.test(detail) ? [another(intent)] : [];
  desk.tell(record, `NOT approved: ${subjectOf(intent)}\n  ${safe(detail)}\n${steps(again)}`);
  return 1;
}

async function close(desk: Desk, { ledger }: RedisLink, scope: string): Promise<number> {
  if (!(await ledger.closeBreaker(scope))) {
    const open = (await ledger.breakers()).map((one) => safe(one.scope));
    throw usage(
      `no breaker ${JSON.stringify(scope)} is open`,
      open.length === 0 ? 'none is open' : `open are ${open.join(', ')}`,
    );
  }
  const record = { schema: 'rolewarden.breaker/1', scope, open: false, by: await desk.who() };
  desk.tell(
    record,
    `breaker closed: ${safe(scope)}; revocations in it go on without a person, up to the caps\n  what waited still waits: rolewarden pending\n`,
  );
  return 0;
}
