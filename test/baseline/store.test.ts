import { afterAll, beforeAll } from 'vitest';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { openRedis, type RedisLink } from '../../src/baseline/redis/link.ts';
import { PATIENT } from '../support/fault-rig.ts';
import type { Running } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { subjectOf } from '../support/redis-subject.ts';
import { storeContract } from './contract.ts';

storeContract(
  'memory',
  async () => {
    const store = createMemoryStore();
    return { store, entries: async () => store.entries() };
  },
  300,
);

let server: Running;
const links: RedisLink[] = [];
let next = 0;

beforeAll(async () => {
  server = await startRedis(['--databases', '10000']);
});
afterAll(async () => {
  await Promise.all(links.map((link) => link.close()));
  await server.stop();
});

storeContract(
  'Redis',
  async () => {
    const link = openRedis({ url: `redis://127.0.0.1:${server.port}/${next++}`, timeout: PATIENT });
    links.push(link);
    if (links.length > 20) await links.shift()?.close();
    await link.ready(PATIENT);
    return subjectOf(link);
  },
  60,
);
