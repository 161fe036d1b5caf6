import type { RedisLink } from '../../baseline/redis/link.ts';
import { overAt } from '../../core/action/deny-life.ts';
import { endOf } from '../../core/action/due.ts';
import { type ActionRecord, type ActionState, STANDING } from '../../core/action/ledger.ts';
import { wrongUsage } from '../../core/errors.ts';
import { COMMON, defineCommand } from '../command.ts';
import { answering, atDesk, type Desk, FORMAT_HELP, throwFault } from './acting.ts';
import { unavailable } from './open.ts';
import { breakerWords, standingJson, standingWords, waitingJson, waitingWords } from './pending-words.ts';
import { asked, askFolder } from './switch.ts';
import { showSwitch } from './switch-words.ts';
import { showUnsigned } from './unsigned.ts';

export const pendingCommand = defineCommand({
  name: 'pending',
  options: { ...COMMON, format: { type: 'string' }, 'in-force': { type: 'boolean' } },
  interruptible: true,
  help: `usage: rolewarden pending [options]

Lists, oldest first, the revocations that await approval (and, while their session is still active, those that failed
or are still being tried), each with the two commands that decide it; the breakers that are open, why, and how each is
closed; whether the kill switch is pulled; and how many recent records have no valid signature, so that nothing is
done for them, and what the newest five claim to be (--format json: the newest thousand). Changes nothing.

Without the store the audit folder alone says whether the kill switch is pulled; nothing else is known.

  --in-force             the revocations that stand instead, by the ledger: whom each denies, since when and by whose
                         order, how long it is needed, and the command that undoes it. sweep --dry-run compares with IAM
${FORMAT_HELP}
Exit status: 0, whether something waits or not; 1 the store cannot be asked.
`,
  async run({ positionals, values }, surroundings) {
    if (positionals.length > 0) throw wrongUsage('pending takes no words', 'run `rolewarden pending --help`');
    return atDesk(values, surroundings, async (desk) => {
      if (values['in-force'] === true) return listStanding(desk, await desk.store());
      const link = await answering(desk);
      return typeof link === 'string' ? withoutStore(desk, link) : listWaiting(desk, link);
    });
  },
});

async function listStanding(desk: Desk, { ledger }: RedisLink): Promise<number> {
  const now = await ledger.now();
  const standing = (await ledger.actions()).filter((one) => isStanding(one, now));
  for (const one of standing) desk.show(standingJson(one), standingWords(one, now));
  process.stderr.write(`${standing.length} in force\n`);
  return 0;
}

async function listWaiting(desk: Desk, { ledger }: RedisLink): Promise<number> {
  const now = await ledger.now();
  const all = await ledger.actions();
  const waiting = inState(all, 'pending');
  const active = all.filter((one) => endOf(one) > now);
  const [failed, tried] = [inState(active, 'failed'), inState(active, 'ready')];
  for (const one of [...waiting, ...failed, ...tried])
    desk.show(waitingJson(one, now), waitingWords(one, now));
  const breakers = await ledger.breakers();
  for (const one of breakers) {
    desk.show({ schema: 'rolewarden.breaker/1', ...one, open: true }, breakerWords(one, now));
  }
  // before what is unsigned: whoever can write to the store can make that long, or unreadable
  showSwitch(desk, { ledger: asked(await ledger.killed()), folder: await askFolder(desk) });
  const unsigned = await showUnsigned(desk, ledger, now);
  const standing = all.filter((one) => isStanding(one, now)).length;
  const trying = tried.length === 0 ? '' : `${tried.length} being tried, `;
  process.stderr.write(
    `${waiting.length} waiting, ${failed.length} failed, ${trying}${breakers.length} breakers open, ${standing} in force${unsigned}\n`,
  );
  return 0;
}

/** Shows the kill switch by the audit folder, if that can be read; then throws ERR_STORE_UNAVAILABLE. */
async function withoutStore(desk: Desk, why: string): Promise<never> {
  await throwFault(desk);
  const folder = await askFolder(desk);
  if (folder?.kind === 'unknown') throw unavailable(`${why}; ${folder.why}`);
  if (folder === undefined) throw unavailable(why);
  showSwitch(desk, { ledger: { kind: 'unknown', why }, folder });
  throw unavailable(`${why}; what awaits approval and the breakers were not looked at`);
}

const inState = (all: readonly ActionRecord[], wanted: ActionState) =>
  all.filter(({ state }) => state === wanted);

const isStanding = ({ intent, state }: ActionRecord, now: number) =>
  STANDING.includes(state) && overAt(intent) > now;
