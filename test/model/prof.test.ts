import { it } from 'vitest';
import { connected, createClient } from '../../src/baseline/redis-client.ts';
import { createRunner } from '../../src/baseline/redis-runner.ts';
import { startRedis } from '../support/redis-server.ts';
import { createDeeds, deliver } from './deeds.ts';
import { endOf } from './end.ts';
import { createWorld } from './world.ts';

it('prof', async () => {
  const redis = await startRedis();
  const url = `redis://127.0.0.1:${redis.port}`;
  const client = createClient({ url, timeout: 20_000 });
  await connected(client, url, 10_000);
  const server = createRunner(client, 20_000);
  for (let r = 0; r < 3; r++) {
    let a = 0,
      b = 0,
      c = 0,
      d = 0;
    for (let n = 0; n < 20; n++) {
      const t0 = performance.now();
      const world = createWorld({ server, lane: `p${r}-${n}`, mode: 'auto' });
      const deeds = createDeeds(world);
      const t1 = performance.now();
      await deliver(deeds, 0, 0);
      await world.finish();
      const t2 = performance.now();
      await endOf(deeds);
      const t3 = performance.now();
      await world.wire.wipe();
      a += t1 - t0;
      b += t2 - t1;
      c += t3 - t2;
      d += performance.now() - t3;
    }
    console.log('create', a / 20, 'deliver', b / 20, 'end', c / 20, 'wipe', d / 20);
  }
  client.disconnect();
  await redis.stop();
});
