import type { RedisLink } from '../../baseline/redis/link.ts';
import type { Intent } from '../../core/action/intent.ts';
import { wrongUsage } from '../../core/errors.ts';
import type { Target } from '../../core/event/target.ts';
import { defineCommand } from '../command.ts';
import { ACTING, ACTING_HELP, atDesk, type Desk, UNCLEAR } from './acting.ts';
import { checkBefore, everySession } from './cutoff.ts';
import { dryRun } from './dry-run.ts';
import { childrenOf, putInForce, sayLeft } from './force.ts';
import { findSession, mustBeSession } from './session.ts';
import { namedTarget } from './target.ts';
import { warnOfUnsigned } from './unsigned.ts';
import { safe, steps } from './words.ts';

const OPTIONS = {
  ...ACTING,
  role: { type: 'string' },
  user: { type: 'string' },
  before: { type: 'string' },
  'dry-run': { type: 'boolean' },
} as const;

export const revokeCommand = defineCommand({
  name: 'revoke',
  options: OPTIONS,
  interruptible: true,
  whenCut: UNCLEAR,
  help: `usage: rolewarden revoke ACCESS_KEY_ID [options]            one session (ASIA...), and those issued with it
       rolewarden revoke --role ARN [--before TIME]        every session of a role issued up to now, or TIME
       rolewarden revoke --user ARN [--before TIME]        the same for a user's own sessions

Writes one inline policy, rolewarden-<id>, that denies everything to those sessions; reads it back; prints the command
that undoes it. Asks for no confirmation. Opt-in tag and caps do not apply, since a person has decided; protected roles
(rolewarden:protected, revocation.protected, break-glass, Rolewarden's own, AWS's own) are refused anyway, and so is
everything while the kill switch is pulled (rolewarden resume). A policy already in force is looked up in IAM, and
written again if it is gone; a session named here is ended even if its revocation was undone or rejected. One session
needs the store, which knows it; role-wide works without. Without it, and with one that is full or a replica, nothing is
recorded in the ledger. A record is written to revocation.audit.folder first.

Sessions of a role requested after the cut-off are not denied: also cut off whoever assumes it.

  --before TIME          cut-off: 30m or 2h ago, or 2026-06-01T12:00:00Z (default now; never in the future). The clock
                         of this host must agree with AWS's within 30 s, unless TIME is a time of day
  --dry-run              print the policy and what would prevent it; changes nothing
${ACTING_HELP}
Exit status: 0 it is in force (--dry-run: it would be); 1 it is not; 2 wrong usage or configuration.
`,
  async run({ positionals, values }, surroundings) {
    const target = namedTarget(values);
    const { before } = values;
    checkBefore(before);
    const [key, ...more] = positionals;
    if ((key === undefined) === (target === undefined) || more.length > 0) {
      throw wrongUsage(
        'revoke takes one ACCESS_KEY_ID, or --role ARN, or --user ARN',
        'run `rolewarden revoke --help`',
      );
    }
    if (key !== undefined && before !== undefined) {
      throw wrongUsage('--before goes with --role or --user', 'one session has the cut-off of its own issue');
    }
    if (key !== undefined) mustBeSession(key);
    return atDesk(values, surroundings, async (desk) => {
      const link = target === undefined ? await desk.store() : await desk.storeIfThere();
      const found =
        target === undefined
          ? await findSession(key ?? '', link)
          : await everySession(desk, { before, target }, link);
      if (found.kind === 'impossible') return impossible(desk, { key, target }, found);
      await warnOfUnsigned(desk, link, {
        unsigned:
          'Workers with another key do not count this revocation: it is neither verified nor written back.',
      });
      return carryOut(desk, found.intent, link, values['dry-run'] === true);
    });
  },
});

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
