import {
  type ActionPage,
  type ActionRecord,
  type DueAction,
  MOST_UNSIGNED,
  type Unsigned,
} from '../../core/action/ledger.ts';
import { DAY, HOUR, type Millis } from '../../core/time/days.ts';
import { claimOf } from './claim.ts';
import { dueAfter, dueBefore, dueBy } from './due.ts';
import { SWAP } from './ledger-scripts.ts';
import type { Seal } from './ledger-seal.ts';
import { mustBeTaken, pairsIn, textOf, textsIn } from './replies.ts';
import type { Runner } from './runner.ts';
import type { KeyCommand } from './wire.ts';

/** Records by action id, and their ids by time. */
const KEYS = { action: 'rw:x:', index: 'rw:actions' } as const;
const TTL = 30 * DAY;
/** Records read at once: tens of thousands may wait for a person, and no single answer may be late. */
const PAGE = 500;
/** Longer than any session lives that an action could still end. */
const LIFE = 37 * HOUR;

/** Sends one command, and gives its answer; null where nothing is kept. Throws if the server refuses. */
export type Ask = (command: KeyCommand) => Promise<unknown>;

/** Records of actions, and their ids by time, as they lie in Redis. */
export function createRecords(runner: Runner, one: Ask, seal: Seal) {
  const read = async (actionId: string) =>
    String((await one({ name: 'GET', key: KEYS.action + actionId })) ?? '');
  /** Answers with what stood there instead, or undefined once it is written. */
  const swap = async (before: string, record: ActionRecord): Promise<string | undefined> => {
    const args = [before, seal.close(record), String(TTL)];
    // The index first: an id without a record says nothing, a record without its id would be seen by nobody.
    await all([
      { name: 'ZADD', key: KEYS.index, args: [String(record.since), record.actionId] },
      dueBefore(record),
    ]);
    const stood = await one({ script: SWAP, key: KEYS.action + record.actionId, args });
    if (stood !== null) return String(stood);
    await one(dueAfter(record));
    return undefined;
  };
  const all = async (commands: readonly KeyCommand[]) => {
    mustBeTaken(await runner.run(commands));
  };
  const texts = async (ids: readonly string[]) => {
    const replies = await runner.run(ids.map((id) => ({ name: 'GET', key: KEYS.action + id })));
    return ids.map((_, at) => textOf(replies[at]));
  };
  const several = async (ids: readonly string[]) => {
    const found = await texts(ids);
    return ids.map((id, at) => {
      const kept = found[at];
      const record = kept === undefined ? undefined : seal.open(id, kept);
      return { record, unsigned: kept !== undefined && record === undefined };
    });
  };
  /** From the newest: what comes meanwhile moves the others back, and none is passed over. */
  const pageFrom = async (from: number, now: Millis): Promise<ActionPage> => {
    const args = [String(from), String(from + PAGE - 1), 'REV', 'WITHSCORES'];
    const found = pairsIn(await one({ name: 'ZRANGE', key: KEYS.index, args }));
    const known = await several(found.map(([id]) => id));
    const unsigned = found.filter(
      ([, since], at) => known[at]?.unsigned === true && Number(since) > now - LIFE,
    );
    return {
      actions: known.flatMap(({ record }) => record ?? []),
      unsigned: unsigned.map(([id]) => id),
      next: found.length < PAGE ? undefined : from + PAGE,
    };
  };
  async function* pages(now: Millis): AsyncGenerator<ActionPage> {
    for (let from: number | undefined = 0; from !== undefined; ) {
      const page: ActionPage = await pageFrom(from, now);
      yield page;
      from = page.next;
    }
  }
  /** Only as far back as records count: the index is in the order of their times. */
  const strange = async (now: Millis): Promise<readonly string[]> => {
    const found = new Set<string>();
    for (let from: number | undefined = 0; from !== undefined && found.size < MOST_UNSIGNED; ) {
      const args = ['+inf', `(${now - LIFE}`, 'BYSCORE', 'REV', 'LIMIT', String(from), String(PAGE)];
      const ids = textsIn(await one({ name: 'ZRANGE', key: KEYS.index, args }));
      for (const id of await strangeAmong(ids)) found.add(id);
      from = ids.length < PAGE ? undefined : from + PAGE;
    }
    return [...found].slice(0, MOST_UNSIGNED);
  };
  const strangeAmong = async (ids: readonly string[]): Promise<readonly string[]> => {
    const known = await several(ids);
    return ids.filter((_, at) => known[at]?.unsigned === true);
  };
  const claims = async (ids: readonly string[]) => {
    const found: Unsigned[] = [];
    for (let from = 0; from < ids.length; from += PAGE) {
      const some = ids.slice(from, from + PAGE);
      const kept = await texts(some);
      found.push(...some.map((id, at) => claimOf(id, kept[at] ?? '')));
    }
    return found;
  };
  const due = async (now: Millis): Promise<readonly DueAction[]> => {
    const found = pairsIn(await one(dueBy(now, PAGE)));
    const known = await several(found.map(([id]) => id));
    return found.map(([actionId, at], nth) => ({ actionId, at: Number(at), action: known[nth]?.record }));
  };
  /** Looks first: a replica refuses every write, and all that is left can be read from it. */
  const forget = async (now: Millis) => {
    const old = ['-inf', String(now - TTL)];
    const first = await one({
      name: 'ZRANGE',
      key: KEYS.index,
      args: [...old, 'BYSCORE', 'LIMIT', '0', '1'],
    });
    if (textsIn(first).length > 0) await one({ name: 'ZREMRANGEBYSCORE', key: KEYS.index, args: old });
  };
  return { claims, due, forget, pageFrom, pages, read, strange, strangeAmong, swap };
}
