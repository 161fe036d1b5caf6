import { configHashOf, VERSION } from '../app.ts';
import type { RedisLink } from '../baseline/redis-store.ts';
import type { ActionRecord, Ledger } from '../core/ledger.ts';
import type { Target } from '../core/target.ts';
import type { Desk } from './acting.ts';
import type { Job } from './acting-undo.ts';
import { restoredWords, tombstoneWords, undoneWords } from './acting-undo-words.ts';

const AT_ONCE = 4;

/** Ends actions in the ledger: what is final is never written again. */
export async function tombstones(desk: Desk, ledger: Ledger, ids: readonly string[]) {
  const { bury } = await import('../actions/undoing.ts');
  return bury(ledger, ids, await desk.who());
}

/** Tombstones for all of them, then the policies, a few targets at a time. */
export async function takeBack(
  desk: Desk,
  link: RedisLink | string,
  jobs: readonly Job[],
  more: readonly string[] = [],
): Promise<number> {
  const ids = [...jobs.flatMap(({ actionId }) => actionId ?? []), ...more];
  const buried =
    typeof link === 'string'
      ? link
      : await tombstones(desk, link.ledger, ids).catch((thrown: unknown) => String(thrown));
  let failed = 0;
  for (const group of groups(jobs)) {
    desk.signal.throwIfAborted();
    const done = await Promise.all(group.map((job) => takeOneBack(desk, link, job, buried)));
    failed += done.filter((fine) => !fine).length;
  }
  process.stderr.write(tombstoneWords(buried));
  return failed === 0 ? 0 : 1;
}

async function takeOneBack(
  desk: Desk,
  link: RedisLink | string,
  job: Job,
  buried: ReadonlyMap<string, ActionRecord> | string,
): Promise<boolean> {
  const { undoTarget } = await import('../actions/undoing.ts');
  const executors = await desk.executors();
  const { folder } = desk.config.revocation.audit;
  const audit = folder === undefined ? undefined : executors.unrecorded(folder).audit;
  const trace = { audit, by: await desk.who(), version: VERSION, configHash: configHashOf(desk.config) };
  const done = await undoTarget(executors.bench, job, trace);
  const { fine, records, words } = undoneWords(done, job.actionId, buried);
  records.forEach((record, at) => {
    desk.tell(record, at === 0 ? words : '');
  });
  return (await restored(desk, link, job.target)) && fine;
}

/** Sessions that only the removed policy denied are denied again by their own. */
async function restored(desk: Desk, link: RedisLink | string, target: Target): Promise<boolean> {
  const { folder } = desk.config.revocation.audit;
  if (typeof link === 'string' || folder === undefined) return true;
  const [{ restoreCovered }, { revoke }] = await Promise.all([
    import('../actions/covered.ts'),
    import('../actions/revoking.ts'),
  ]);
  const parts = (await desk.executors()).revoking(link.ledger, folder);
  const by = await desk.who();
  const back = await restoreCovered(parts, (order) => revoke(parts, order), { target, by });
  for (const one of back) {
    const { record, words } = restoredWords(one);
    desk.tell(record, words);
  }
  return back.every(({ outcome }) => outcome === 'applied');
}

/** By target: two policies of one role are not removed at the same time. */
function groups(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const rounds: Job[][] = [];
  for (const job of jobs) {
    const room = rounds.find(
      (round) => round.length < AT_ONCE && round.every(({ target }) => target.arn !== job.target.arn),
    );
    if (room === undefined) rounds.push([job]);
    else room.push(job);
  }
  return rounds;
}
