import { setTimeout as wait } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { freePort } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';

/** What Node says of listeners that gather on one emitter. */
function warned(): readonly string[] {
  const heard: string[] = [];
  const hear = ({ name }: Error) => void heard.push(name);
  process.on('warning', hear);
  onTestFinished(() => void process.off('warning', hear));
  return heard;
}

it('asked again and again whether it is there, as probes do, a link gathers nothing', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const link = openRedis({ url: `redis://127.0.0.1:${server.port}` });
  onTestFinished(() => link.close());
  const heard = warned();
  for (let n = 0; n < 30; n++) await link.ready(PATIENT);
  await wait(50);
  expect(heard).toEqual([]);
});

it('nor where nothing is there', async () => {
  const link = openRedis({ url: `redis://127.0.0.1:${await freePort()}` });
  onTestFinished(() => link.close());
  const heard = warned();
  for (let n = 0; n < 30; n++) await expect(link.ready(20)).rejects.toThrow('cannot be reached');
  await wait(50);
  expect(heard).toEqual([]);
});
