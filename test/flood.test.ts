import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import { session } from '../scripts/callers.ts';
import { assumeRole, deniedRole } from '../scripts/records.ts';
import { createApp } from '../src/app.ts';
import { createMemoryStore } from '../src/baseline/memory/store.ts';
import { openRedis } from '../src/baseline/redis/link.ts';
import { parseConfig } from '../src/config/load.ts';
import type { Store } from '../src/core/ports/ports.ts';
import { utc } from '../src/core/time/days.ts';
import { createLog } from '../src/run/log.ts';
import { redisCli } from './support/redis-cluster.ts';
import { startRedis } from './support/redis-server.ts';

const A = '111122223333';
/** Events of a flood, and of its first part, in which everything that remembers is filled. */
const [ALL, FILLED, BATCH] = [30_000, 20_000, 100];
/** What a heap is off by from one look to the next, and what the second half may add to it. */
const MOST_MIB = 12;
/** Thirty thousand events are much to judge where others work, too. */
const LIMIT = 900_000;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** MiB in use. */
function heap(): number {
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

const at = utc(Date.now() - 60_000);
const role = { account: A, name: 'Other' };
const from = '198.51.100.7';
const by = session({
  role: { account: A, name: 'App' },
  session: 'FLOOD',
  key: 'ASIAFLOODKEY',
  issuedAt: at,
});
const taken = JSON.stringify(assumeRole({ at, by, from, account: A, role, session: 'NAMED' }));
const outsider = { type: 'AWSAccount', principalId: 'AROAFLOOD:x', accountId: '999988887777' };
const refused = JSON.stringify(deniedRole({ at, by: outsider, from, account: A, role }));

/** Records in which every name, key, address, client and id that a caller may choose is another. */
function recordAt(n: number): string {
  const own = n.toString(36).toUpperCase().padStart(8, '0');
  return (n % 4 === 0 ? refused : taken)
    .replaceAll('FLOOD', `FLOOD${own}`)
    .replaceAll('NAMED', `made-up-${own}`)
    .replaceAll(from, `2001:db8:${(n >> 16).toString(16)}:${(n & 0xffff).toString(16)}::1`)
    .replaceAll('aws-cli/', `aws-cli-${own}/`)
    .replace(/"(ASIA[A-Z0-9]+EXAMPLE)"/, `"ASIA${own}ISSUED"`)
    .replace(/"eventID":"[^"]{12}/, `"eventID":"${own}-abc`);
}

/** The heap after each of the two parts. */
async function flooded(store: Store): Promise<readonly [number, number]> {
  const app = await createApp({ config: parseConfig({}, 'the test'), log: createLog('silent'), store });
  const heaps: number[] = [];
  for (let n = 0; n < ALL; n += BATCH) {
    const records = Array.from({ length: BATCH }, (_, k) => recordAt(n + k));
    const body = Buffer.from(`{"Records":[${records.join(',')}]}`);
    const [outcome] = await app.analyzer.analyze([{ id: `flood ${n}`, body, source: 'a queue' }]);
    expect(outcome).toMatchObject({ status: 'analyzed', problems: [] });
    expect(outcome?.times).toHaveLength(BATCH);
    if (n + BATCH === FILLED || n + BATCH === ALL) heaps.push(heap());
  }
  await app.close();
  const [first = 0, second = 0] = heaps;
  return [first, second];
}

it('a flood of made-up names, keys and addresses: the heap stays as it is with Redis, and Redis takes what is documented', {
  timeout: LIMIT,
}, async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const used = async () =>
    Number(/used_memory:(\d+)/.exec(await redisCli(server.port, ['info', 'memory']))?.[1]);
  const link = openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: 60_000 });
  await link.ready(60_000);
  const empty = await used();
  const [first, second] = await flooded(link.store);
  const each = ((await used()) - empty) / ALL;
  console.log(
    `heap ${first.toFixed(1)} and ${second.toFixed(1)} MiB, ${Math.round(each)} bytes an event in Redis`,
  );
  expect(second - first).toBeLessThan(MOST_MIB);
  expect(each).toBeLessThan(1_300);
});

it('and in the process: what is kept of sessions and marks is the newest', { timeout: LIMIT }, async () => {
  const [first, second] = await flooded(createMemoryStore({ sessions: 4_000, marks: 4_000, days: 100 }));
  console.log(`heap ${first.toFixed(1)} and ${second.toFixed(1)} MiB`);
  expect(second - first).toBeLessThan(MOST_MIB);
});
