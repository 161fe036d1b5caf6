import { nextLook } from '../../core/action/due.ts';
import type { ActionRecord } from '../../core/action/ledger.ts';
import type { Millis } from '../../core/time/days.ts';
import { script } from './lua.ts';
import type { KeyCommand } from './wire.ts';

/** Ids of actions, scored by when they need to be looked at next (ms). A score of -1: about to be removed. */
const KEY = 'rw:due';

/**
 * KEYS[1] the index, ARGV: id, the time under which it was found, the next one or nothing. If the id has another time by
 * now, somebody has written the action meanwhile, and nothing is done.
 */
const MOVE = script(`
for _, id in ipairs(redis.call('ZRANGE', KEYS[1], ARGV[2], ARGV[2], 'BYSCORE')) do
  if id == ARGV[1] then
    redis.call('ZADD', KEYS[1], ARGV[3] == '' and '-1' or ARGV[3], id)
    if ARGV[3] == '' then redis.call('ZREMRANGEBYSCORE', KEYS[1], '-1', '-1') end
    return 1
  end
end
return 0`);

/**
 * Sent before the record is written. Index and records are different keys, which a cluster keeps on different nodes, so no
 * script can write both. An action is first moved forward, then written, then moved to its own time: a process that dies
 * in between leaves it in the index too early, never too late.
 */
export function dueBefore(action: ActionRecord): KeyCommand {
  return { name: 'ZADD', key: KEY, args: ['LT', ...placeOf(action)] };
}

/** Sent after the record is written: the action's own time. */
export function dueAfter(action: ActionRecord): KeyCommand {
  return { name: 'ZADD', key: KEY, args: placeOf(action) };
}

/** Adds the actions that the index lacks: a version without it wrote them, or the index was lost. */
export function dueAnew(actions: readonly ActionRecord[], now: Millis): readonly KeyCommand[] {
  const places = actions.flatMap((action) => {
    const next = nextLook(action, now);
    return next === undefined ? [] : [String(next), action.actionId];
  });
  return places.length === 0 ? [] : [{ name: 'ZADD', key: KEY, args: ['NX', ...places] }];
}

/** Asks for ids and times of at most `most` actions that are due. */
export function dueBy(now: Millis, most: number): KeyCommand {
  const args = ['-inf', String(now), 'BYSCORE', 'LIMIT', '0', String(most), 'WITHSCORES'];
  return { name: 'ZRANGE', key: KEY, args };
}

/** Moves an action to its next time, or takes it out of the index. */
export function moveDue(actionId: string, at: Millis, next: Millis | undefined): KeyCommand {
  return { script: MOVE, key: KEY, args: [actionId, String(at), next === undefined ? '' : String(next)] };
}

/** A new state is looked at once even if nothing is to be done for it: that look takes it out of the index. */
function placeOf(action: ActionRecord): readonly string[] {
  return [String(nextLook(action, action.changed) ?? action.changed), action.actionId];
}
