import type { RedisLink } from '../../baseline/redis/link.ts';
import { type ActionRecord, STANDING } from '../../core/action/ledger.ts';
import type { Desk } from './acting.ts';
import { askTwice } from './carrying.ts';
import { childrenOf } from './force.ts';
import { takeBack } from './take-back.ts';
import type { Job } from './undoing.ts';
import { recordOf, steps, subjectOf } from './words.ts';

/**
 * Takes back as `takeBack` does. Then says which sessions are still denied, by policies of their own, though they were
 * issued with those that are let in again. `records`: the ledger's records of the actions, as they were before.
 */
export async function takeBackWith(
  desk: Desk,
  link: RedisLink | string,
  jobs: readonly Job[],
  records: readonly ActionRecord[],
  more: readonly string[] = [],
): Promise<number> {
  const status = await takeBack(desk, link, jobs, more);
  if (typeof link === 'string') return status;
  const gone = new Set([...records.map(({ actionId }) => actionId), ...more]);
  for (const one of records) {
    const ids = await askTwice(link, () => deniedWith(link, one)).catch(() => undefined);
    if (ids === undefined)
      process.stderr.write('note: sessions issued with it were not looked up: the store failed\n');
    const left = (ids ?? []).filter((id) => !gone.has(id));
    if (left.length > 0) sayStill(desk, one, left);
  }
  return status;
}

/** Ids of the actions that deny sessions issued with the session of this one. */
async function deniedWith(link: RedisLink, { intent }: ActionRecord): Promise<readonly string[]> {
  if (intent.accessKeyId === undefined) return [];
  const { children, left } = await childrenOf(intent, link);
  const ids: string[] = [];
  for (const { actionId } of [...children.map((child) => child.intent), ...left]) {
    const known = await link.ledger.action(actionId);
    if (known !== undefined && STANDING.includes(known.state)) ids.push(actionId);
  }
  return ids;
}

function sayStill(desk: Desk, { intent }: ActionRecord, ids: readonly string[]): void {
  const [count, them] = ids.length === 1 ? ['1 session', 'it'] : [`${ids.length} sessions`, 'them'];
  const whatToDo = `To allow ${them} too: rolewarden undo ${ids.join(' ')}`;
  const detail = `${count} issued with it`;
  desk.tell(
    { ...recordOf('undo', intent), outcome: 'still-denied', detail, stillDenied: ids, whatToDo: [whatToDo] },
    `STILL denied: ${detail}\n  what to do: ${whatToDo}\n`,
  );
}

/** Says that an action still awaits approval: there is no revocation yet to undo. */
export function sayWaiting(desk: Desk, { intent }: ActionRecord): void {
  const { actionId } = intent;
  const record = { ...recordOf('undo', intent), outcome: 'pending' };
  const words = `still awaits approval: ${actionId}, ${subjectOf(intent)}\n${steps([`To decide it: rolewarden approve ${actionId}, or rolewarden reject ${actionId}`])}`;
  desk.tell(record, words);
}
