import { nextLook } from '../core/due.ts';
import type { Millis } from '../core/event.ts';
import type { ActionRecord } from '../core/ledger.ts';
import type { Command } from './redis-wire.ts';
import { script } from './scripts.ts';

/** Ids of actions by when they need to be looked at next. What lies before the epoch is on its way out. */
const KEY = 'rw:due';

/**
 * KEYS[1] the index, ARGV: id, the time it was found under, the next one or nothing. Nothing is done where another time
 * stands there: somebody has written the action meanwhile.
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
 * The index and the records are different keys, which a cluster keeps on different nodes: no script writes both. So an
 * action is moved forward before it is written, and to its place after that: who dies between leaves it too early.
 */
export function dueBefore(action: ActionRecord): Command {
  return { name: 'ZADD', key: KEY, args: ['LT', ...placeOf(action)] };
}

export function dueAfter(action: ActionRecord): Command {
  return { name: 'ZADD', key: KEY, args: placeOf(action) };
}

/** Those that are in no index: of a version before it, or lost. */
export function dueAnew(actions: readonly ActionRecord[], now: Millis): readonly Command[] {
  const places = actions.flatMap((action) => {
    const next = nextLook(action, now);
    return next === undefined ? [] : [String(next), action.actionId];
  });
  return places.length === 0 ? [] : [{ name: 'ZADD', key: KEY, args: ['NX', ...places] }];
}

export function dueBy(now: Millis, most: number): Command {
  const args = ['-inf', String(now), 'BYSCORE', 'LIMIT', '0', String(most), 'WITHSCORES'];
  return { name: 'ZRANGE', key: KEY, args };
}

export function moveDue(actionId: string, at: Millis, next: Millis | undefined): Command {
  return { script: MOVE, key: KEY, args: [actionId, String(at), next === undefined ? '' : String(next)] };
}

/** A new state is looked at once even where nothing more comes of it: the turn that does so takes it out. */
function placeOf(action: ActionRecord): readonly string[] {
  return [String(nextLook(action, action.changed) ?? action.changed), action.actionId];
}
