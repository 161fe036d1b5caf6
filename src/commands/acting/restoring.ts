import type { RedisLink } from '../../baseline/redis/link.ts';
import { reasonOf } from '../../core/errors.ts';
import { type Desk, storeFailure } from './acting.ts';
import { askTwice } from './carrying.ts';
import { notRestoredWords, restoredWords, unseenWords } from './restore-words.ts';
import type { Job } from './undoing.ts';

/**
 * Writes back the policies that the removed one had replaced by covering them. Returns whether all are in force. A store
 * that fails must not end the command: policies of other targets may still have to go.
 */
export async function restored(
  desk: Desk,
  link: RedisLink | string,
  job: Job,
  going: readonly string[],
): Promise<boolean> {
  const { actionId, target } = job;
  const { folder } = desk.config.revocation.audit;
  if (typeof link === 'string')
    return actionId === undefined || nothingUncovered(desk, link, { job, actionId, going });
  if (folder === undefined) return true;
  const [{ restoreCovered }, { revoke }] = await Promise.all([
    import('../../actions/ending/covered.ts'),
    import('../../actions/ending/revoking.ts'),
  ]);
  const parts = (await desk.executors()).revoking(link.ledger, folder);
  const by = await desk.who();
  const back = await askTwice(link, () =>
    restoreCovered(parts, (order) => revoke(parts, order), { target, by }),
  ).catch((thrown: unknown) => {
    desk.signal.throwIfAborted();
    return storeFailure(thrown)?.message ?? reasonOf(thrown);
  });
  if (typeof back === 'string') {
    const { record, words } = notRestoredWords(target, actionId, back);
    desk.tell(record, words);
    return false;
  }
  for (const one of back) {
    const { record, words } = restoredWords(one);
    desk.tell(record, words);
  }
  return back.every(({ outcome }) => outcome === 'applied');
}

/** Says which denies only the store could have written back. Returns whether there are none, as far as is known. */
async function nothingUncovered(
  desk: Desk,
  why: string,
  {
    actionId,
    going,
    job,
  }: { readonly job: Job; readonly actionId: string; readonly going: readonly string[] },
): Promise<boolean> {
  const { leftUncovered } = await import('./unseen.ts');
  const names = (await leftUncovered(desk, job, actionId))?.filter((name) => !going.includes(name));
  if (names === undefined) process.stderr.write(unseenWords(actionId));
  if (names === undefined || names.length === 0) return true;
  const { record, words } = notRestoredWords(
    job.target,
    actionId,
    `${names.join(', ')}, by their audit records; only the store knows enough to write them (${why})`,
  );
  desk.tell(record, words);
  return false;
}
