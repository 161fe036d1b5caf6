import type { UndoneTarget } from '../../actions/ending/undoing.ts';
import { configHashOf, VERSION } from '../../app.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { policyName } from '../../core/action/deny-policy.ts';
import type { Ledger } from '../../core/action/ledger.ts';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import { isSameTarget, type Target } from '../../core/event/target.ts';
import { type Desk, storeFailure } from './acting.ts';
import { askTwice } from './carrying.ts';
import { restored } from './restoring.ts';
import { type Buried, tombstoneWords, undoneWords } from './undo-words.ts';
import type { Job } from './undoing.ts';

const AT_ONCE = 4;

/** Marks actions as undone in the ledger, so that no worker writes them again. Returns the records that are final. */
export async function tombstones(desk: Desk, ledger: Ledger, ids: readonly string[]) {
  const { bury } = await import('../../actions/ending/undoing.ts');
  return bury(ledger, ids, await desk.who());
}

/**
 * First marks all actions as undone in the ledger (their tombstones), then removes the policies, a few targets at a
 * time. `more`: ids of further actions that get a tombstone. Returns the exit status.
 */
export async function takeBack(
  desk: Desk,
  link: RedisLink | string,
  jobs: readonly Job[],
  more: readonly string[] = [],
): Promise<number> {
  const ids = [...jobs.flatMap(({ actionId }) => actionId ?? []), ...more];
  const buried = typeof link === 'string' ? link : await buriedBy(desk, link, ids);
  const going = ids.map(policyName);
  let failed = 0;
  for (const group of groups(jobs)) {
    desk.signal.throwIfAborted();
    const done = await Promise.all(group.map((job) => takeOneBack(desk, link, { job, buried, going })));
    failed += done.filter((fine) => !fine).length;
  }
  process.stderr.write(tombstoneWords(buried, desk.config.revocation.audit.folder));
  return failed === 0 ? 0 : 1;
}

/** The tombstones, or why the store did not take them. */
async function buriedBy(desk: Desk, link: RedisLink, ids: readonly string[]): Promise<Buried> {
  try {
    return await askTwice(link, () => tombstones(desk, link.ledger, ids));
  } catch (thrown) {
    desk.signal.throwIfAborted();
    return storeFailure(thrown)?.message ?? reasonOf(thrown);
  }
}

async function takeOneBack(
  desk: Desk,
  link: RedisLink | string,
  work: { readonly job: Job; readonly buried: Buried; readonly going: readonly string[] },
): Promise<boolean> {
  const { buried, going, job } = work;
  const { undoTarget } = await import('../../actions/ending/undoing.ts');
  const executors = await desk.executors();
  const { folder } = desk.config.revocation.audit;
  const audit = folder === undefined ? undefined : executors.unrecorded(folder).audit;
  const trace = { audit, by: await desk.who(), version: VERSION, configHash: configHashOf(desk.config) };
  const done = await undoTarget(executors.bench, job, trace).catch((thrown: unknown) =>
    notReached(job.target, thrown),
  );
  const { fine, records, words } = undoneWords(done, job, buried, going);
  records.forEach((record, at) => {
    desk.tell(record, at === 0 ? words : '');
  });
  if (done.result.kind === 'failed' && done.result.failure.code === 'ERR_AWS') return false;
  return (await restored(desk, link, job, going)) && fine;
}

/** A failed undo, if AWS does not say who we are: with tombstones written, this must not end the command. */
function notReached(target: Target, thrown: unknown): UndoneTarget {
  if (!(thrown instanceof RolewardenError) || thrown.code !== 'ERR_AWS') throw thrown;
  const { code, message, remedy } = thrown;
  const failure = { class: 'permanent' as const, code, message };
  return { target, result: { kind: 'failed', failure, whatToDo: [remedy] }, unwritten: undefined };
}

/** Jobs that may run at the same time: no two of them have the same target. */
function groups(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const rounds: Job[][] = [];
  for (const job of jobs) {
    const room = rounds.find(
      (round) => round.length < AT_ONCE && round.every(({ target }) => !isSameTarget(target, job.target)),
    );
    if (room === undefined) rounds.push([job]);
    else room.push(job);
  }
  return rounds;
}
