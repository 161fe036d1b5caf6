import type { Descendant } from '../actions/descendants.ts';
import type { RedisLink } from '../baseline/redis-store.ts';
import { denyPolicy, policyName } from '../core/deny-policy.ts';
import { MET } from '../core/guards.ts';
import type { Intent } from '../core/intent.ts';
import type { Target } from '../core/target.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, usage } from './acting.ts';
import { checkBefore, everySession } from './acting-cutoff.ts';
import { childrenOf, putInForce, sayLeft } from './acting-force.ts';
import { findSession } from './acting-session.ts';
import { namedTarget } from './acting-target.ts';
import { actionJson, deniesOf, safe, steps, subjectOf } from './acting-words.ts';
import { type Command, parse } from './command.ts';

const OPTIONS = {
  ...ACTING,
  role: { type: 'string' },
  user: { type: 'string' },
  before: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

export const revokeCommand: Command = {
  help: `usage: rolewarden revoke ACCESS_KEY_ID [options]            one session (ASIA...), and those issued with it
       rolewarden revoke --role ARN [--before TIME]        every session of a role issued up to now, or TIME
       rolewarden revoke --user ARN [--before TIME]        the same for a user's own sessions

Writes one inline policy, rolewarden-<id>, that denies everything to those sessions; reads it back; says the line that
takes it back. Nobody is asked again. No opt-in tag and no caps are needed, for a person has decided; protected roles
(rolewarden:protected, revocation.protected, break-glass, Rolewarden's own, AWS's own) are refused all the same, and so
is everything while the kill switch is pulled (rolewarden resume). What is in force already is looked up in IAM, and
written again if it is gone; what was undone or rejected is ended after all, if it is named here. One session needs
the store, which knows it; role-wide works without: it is then not recorded in the ledger. A record is written to
revocation.audit.folder first.

Sessions of a role that are asked for after the cut-off are not denied: cut off who assumes it as well.

  --before TIME          cut-off: 30m or 2h ago, or 2026-06-01T12:00:00Z (default now; never in the future). The clock
                         of this host must agree with AWS's within 30 s, unless TIME is a time of day
  --dry-run              print the policy and what stands against it; changes nothing
${ACTING_HELP}
Exit status: 0 it stands (--dry-run: it would); 1 it does not; 2 wrong usage or configuration.
`,
  async run(args, surroundings) {
    const { positionals, values } = parse('revoke', args, OPTIONS);
    if (values.help) {
      process.stdout.write(revokeCommand.help);
      return 0;
    }
    const target = namedTarget(values);
    const { before } = values;
    checkBefore(before);
    const [key, ...more] = positionals;
    if ((key === undefined) === (target === undefined) || more.length > 0) {
      throw usage(
        'revoke takes one ACCESS_KEY_ID, or --role ARN, or --user ARN',
        'run `rolewarden revoke --help`',
      );
    }
    if (key !== undefined && before !== undefined) {
      throw usage('--before goes with --role or --user', 'one session has the cut-off of its own issue');
    }
    return atDesk(values, surroundings, async (desk) => {
      const link = target === undefined ? await desk.store() : await desk.storeIfThere();
      const found =
        target === undefined
          ? await findSession(key ?? '', link)
          : await everySession(desk, { before, target }, link);
      if (found.kind === 'impossible') return impossible(desk, { key, target }, found);
      return carryOut(desk, found.intent, link, values['dry-run'] === true);
    });
  },
};

async function carryOut(desk: Desk, intent: Intent, link: RedisLink | string, dry: boolean): Promise<number> {
  if (!dry) return putInForce(desk, { intent, finding: null, link, anew: true });
  const found = typeof link === 'string' ? undefined : await childrenOf(intent, link);
  const clear: boolean[] = [];
  for (const one of [{ bystander: false, intent }, ...(found?.children ?? [])]) {
    clear.push(await dryRun(desk, one, link));
  }
  if (found !== undefined) clear.push((await sayLeft(desk, intent, found)) === undefined);
  process.stderr.write('dry run: nothing was changed\n');
  return clear.every(Boolean) ? 0 : 1;
}

function impossible(
  desk: Desk,
  { key, target }: { readonly key: string | undefined; readonly target: Target | undefined },
  { reason, whatToDo }: { readonly reason: string; readonly whatToDo: readonly string[] },
): number {
  const record = { schema: 'rolewarden.action/1', command: 'revoke' };
  const what = target === undefined ? { accessKeyId: key } : { target: target.arn };
  const whom = target === undefined ? `session ${key}` : `all sessions of ${target.kind} ${target.arn}`;
  const words = `NOT revoked: ${safe(whom)}\n  ${safe(reason)}\n${steps(whatToDo)}`;
  desk.tell({ ...record, ...what, outcome: 'refused', detail: reason, whatToDo }, words);
  return 1;
}

/** Prints what would be written and what stands against it. True: nothing does. */
async function dryRun(
  desk: Desk,
  { bystander, intent }: Pick<Descendant, 'bystander'> & { readonly intent: Intent },
  link: RedisLink | string,
): Promise<boolean> {
  const [{ preview }, { isRecorded }] = await Promise.all([
    import('../actions/preview.ts'),
    import('../actions/known-actions.ts'),
  ]);
  const executors = await desk.executors();
  const order = { intent, mode: 'person', by: '', finding: null, notes: [], deadline: 0 } as const;
  const { folder } = desk.config.revocation.audit;
  const killed = typeof link === 'string' ? undefined : await link.ledger.killed();
  const unreached = await executors.unreachable(intent.target.accountId);
  const found =
    unreached === undefined
      ? await preview(executors.bench, intent, {
          eligibility: await executors.eligibility(order),
          isRecorded: async (id) => typeof link !== 'string' && isRecorded(link.ledger, id),
        })
      : { kind: 'refused' as const, reason: unreached, whatToDo: [] };
  const against = [
    ...(desk.config.revocation.enabled ? [] : ['revocation.enabled is false in the configuration']),
    ...(killed === undefined ? [] : [`${killed} has stopped all actions: rolewarden resume`]),
    ...(folder === undefined ? ['revocation.audit.folder is not set: no action without a record'] : []),
    ...(found.kind === 'refused' ? [found.reason] : []),
    ...(bystander ? [`waits for a person: ${MET}`] : []),
  ];
  const document = denyPolicy(intent);
  const record = { schema: 'rolewarden.action/1', command: 'revoke', ...actionJson(intent), document };
  const outcome = against.length > 0 ? 'would-refuse' : found.kind;
  const removed = found.kind === 'would-write' ? found.remove : [];
  const words = [
    `would ${against.length > 0 ? 'NOT revoke' : 'revoke'}: ${subjectOf(intent)}`,
    `  denied: ${deniesOf(intent)}`,
    `  policy ${policyName(intent.actionId)} on ${safe(intent.target.arn)}: ${safe(document)}`,
    ...(found.kind === 'stands' ? ['  it stands already'] : []),
    ...removed.map(({ name, why }) => `  ${name} (${why}) would be removed to make room`),
    ...against.map((reason) => `  refused: ${safe(reason)}`),
    ...(typeof link === 'string' ? [`  not checked: kill switch of the ledger (${safe(link)})`] : []),
  ];
  const todo = found.kind === 'refused' ? steps(found.whatToDo) : '';
  desk.tell({ ...record, outcome, against }, `${words.join('\n')}\n${todo}`);
  return against.length === 0;
}
