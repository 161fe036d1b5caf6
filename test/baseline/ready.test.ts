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

it.each([200, 2_000])(
  'of a server that stands still it says that it does not answer, with %s ms for a command',
  async (timeout) => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    server.child.kill('SIGSTOP');
    for (const login of ['', 'rolewarden:s3cret@']) {
      const link = openRedis({ url: `redis://${login}127.0.0.1:${server.port}`, timeout });
      onTestFinished(() => link.close());
      for (let n = 0; n < 2; n++) {
        await expect(link.ready(1_500)).rejects.toMatchObject({
          code: 'ERR_STORE_UNAVAILABLE',
          message: `the store redis://${login === '' ? '' : '***@'}127.0.0.1:${server.port} cannot be reached: it does not answer within 1500 ms`,
          remedy: expect.stringContaining('check that it runs'),
        });
      }
    }
  },
);

it('of a server that is not there it never says that a connection is closed: there was none', async () => {
  const link = openRedis({ url: `redis://127.0.0.1:${await freePort()}` });
  onTestFinished(() => link.close());
  for (let n = 0; n < 4; n++) {
    await expect(link.ready(150)).rejects.toThrow(
      /cannot be reached: (connect ECONNREFUSED|it does not answer)/,
    );
  }
});
