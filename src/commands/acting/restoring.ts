import type { Restored } from '../../actions/ending/covered.ts';
import type { RedisLink } from '../../baseline/redis/link.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Target } from '../../core/event/target.ts';
import { type Desk, storeFailure } from './acting.ts';
import { askTwice } from './carrying.ts';
import { notRestoredWords, restoredWords, unreadWords, unseenWords } from './restore-words.ts';
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
  const back = await askTwice(link, () =>
    folder === undefined ? unrecordable(desk, link, target) : writtenBack(desk, link, target, folder),
  ).catch((thrown: unknown) => {
    desk.signal.throwIfAborted();
    return storeFailure(thrown)?.message ?? reasonOf(thrown);
  });
  if (typeof back === 'string') {
    const { record, words } = notRestoredWords(target, actionId, back);
    desk.tell(record, words);
    return false;
  }
  const again = `rolewarden undo ${actionId ?? `--${target.kind} ${target.arn}`}`;
  for (const one of back) {
    const { record, words } = restoredWords(one, again);
    desk.tell(record, words);
  }
  return back.every(({ outcome }) => outcome === 'applied');
}

async function writtenBack(desk: Desk, { ledger }: RedisLink, target: Target, folder: string) {
  const [{ restoreCovered }, { revoke }] = await Promise.all([
    import('../../actions/ending/covered.ts'),
    import('../../actions/ending/revoking.ts'),
  ]);
  const parts = (await desk.executors()).revoking(ledger, folder);
  return restoreCovered(parts, (order) => revoke(parts, order), { target, by: await desk.who() });
}

/** Without an audit folder nothing is written, since there would be no record of it: they are only named. */
async function unrecordable(desk: Desk, { ledger }: RedisLink, target: Target): Promise<readonly Restored[]> {
  const { uncovered, unlistedOnes } = await import('../../actions/ending/covered.ts');
  const { bench } = await desk.executors();
  const { actions, unlisted } = await uncovered({ bench, ledger }, target);
  if (unlisted !== undefined) return unlistedOnes(actions, unlisted);
  const detail =
    'revocation.audit.folder is not set, and nothing is written without a record of it; set it, and undo again';
  return actions.map((action) => ({ action, outcome: 'failed', detail }));
}

/** Says which denies only the store could have written back. Returns whether there are none, as far as is known. */
async function nothingUncovered(
  desk: Desk,
  why: string,
  undone: { readonly job: Job; readonly actionId: string; readonly going: readonly string[] },
): Promise<boolean> {
  const { actionId, going, job } = undone;
  const { leftUncovered } = await import('./unseen.ts');
  const { unknown, uncovered } = await leftUncovered(desk, job, { actionId, going });
  const { target } = job;
  if (uncovered.length > 0) {
    const { record, words } = notRestoredWords(
      target,
      actionId,
      `${uncovered.join(', ')}, by their audit records; only the store knows enough to write them (${why})`,
    );
    desk.tell(record, words);
  }
  if (unknown?.kind === 'no-record') process.stderr.write(unseenWords(actionId));
  if (unknown?.kind !== 'unread') return uncovered.length === 0;
  const again = `rolewarden undo ${actionId}`;
  const { record, words } = unreadWords(target, actionId, { ...unknown, again });
  desk.tell(record, words);
  return false;
}
