import { Redis } from 'ioredis';
import { grouped } from '../../core/collections/grouped.ts';
import { pieces } from '../../core/collections/pieces.ts';
import type { Histories } from '../../core/ports/ports.ts';
import { readAscii, toAscii } from '../../core/text/ascii.ts';
import { entriesOf } from '../memory/histories.ts';
import { unpackAll } from '../packed/habits.ts';
import type { RedisClient } from './client.ts';
import { MARKS_KEY } from './marks.ts';
import { bytesOf, mustBeTaken } from './replies.ts';
import type { Runner } from './runner.ts';
import { scanned } from './scan.ts';
import { historyKey, KEYS, lessonOf } from './store.ts';

/** Histories that are read or written together. */
const PAGE = 500;

/** The histories in Redis, as people look at them. Reading everything scans: other clients are not held up. */
export function createRedisHistories(
  client: RedisClient,
  runner: Runner,
  close: () => Promise<void>,
): Histories {
  const read = async (owners: readonly string[]) => {
    const replies = await runner.run(
      owners.map((owner) => ({ name: 'GET', key: historyKey(owner), raw: true })),
    );
    return owners.flatMap((owner, at) => {
      const bytes = bytesOf(replies[at]);
      return bytes === undefined ? [] : entriesOf(owner, unpackAll(bytes));
    });
  };
  return {
    of: (owner) => read([owner]),
    async *all() {
      const owners = await ownersIn(client);
      for (const page of pieces(owners, PAGE)) yield* await read(page);
    },
    async add(entries) {
      const owners = [...grouped(entries, ({ owner }) => owner)];
      for (const page of pieces(owners, PAGE)) {
        const commands = page.map(([owner, own]) => lessonOf(owner, own).command);
        mustBeTaken(await runner.run(commands));
      }
    },
    async forget(owner) {
      const marks = MARKS_KEY + toAscii(owner.replace(/^a:/, ''));
      const replies = await runner.run([historyKey(owner), marks].map((key) => ({ name: 'DEL', key })));
      mustBeTaken(replies);
      return replies.some((reply) => 'value' in reply && reply.value === 1);
    },
    close,
  };
}

/** Every owner, sorted: an export of the same histories is the same file. */
async function ownersIn(client: RedisClient): Promise<readonly string[]> {
  const keys = new Set<string>();
  for (const node of client instanceof Redis ? [client] : client.nodes('master')) {
    const ask = (cursor: string) => node.call('SCAN', cursor, 'MATCH', `${KEYS.history}*`, 'COUNT', '1000');
    for await (const page of scanned(ask)) for (const key of page) keys.add(key);
  }
  return [...keys].flatMap((key) => readAscii(key.slice(KEYS.history.length)) ?? []).sort();
}
