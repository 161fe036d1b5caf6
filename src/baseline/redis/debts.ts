import type { Debts } from '../../core/action/debts.ts';
import { DAY } from '../../core/time/days.ts';
import { pairsIn } from './replies.ts';
import type { KeyCommand } from './wire.ts';

/** One hash: name → text. */
const KEY = 'rw:owed';
const TTL = String(30 * DAY);

/** What alerts are owed, in Redis: any worker may tell them. */
export function createRedisDebts(one: (command: KeyCommand) => Promise<unknown>): Debts {
  return {
    async owe(name, text) {
      await one({ name: 'HSET', key: KEY, args: [name, text] });
      await one({ name: 'PEXPIRE', key: KEY, args: [TTL] });
    },
    async owed() {
      return new Map(pairsIn(await one({ name: 'HGETALL', key: KEY, args: [] })));
    },
    async pay(name) {
      await one({ name: 'HDEL', key: KEY, args: [name] });
    },
  };
}
