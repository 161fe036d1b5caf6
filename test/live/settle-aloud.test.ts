import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from 'vitest';
import { createLive } from '../../src/live.ts';
import { armed } from '../support/armed.ts';
import { heardLog } from '../support/lambda-lab.ts';
import { restart } from '../support/processes.ts';
import { startRedis } from '../support/redis-server.ts';
import { until } from '../support/witness.ts';

beforeAll(() => void vi.stubEnv('AWS_ENDPOINT_URL', inject('aws')));
afterAll(() => void vi.unstubAllEnvs());

it('an idle worker without its Redis says so once, by name, and once when that is over', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const store = `redis://127.0.0.1:${server.port}`;
  const log = heardLog();
  const live = await createLive({ config: armed(server.port), environment: process.env, log });
  onTestFinished(() => live.close());
  const told = () => log.lines.filter(({ fields }) => 'store' in fields);
  await until('it settles', async () => {
    await live.settle();
    return told().length % 2 === 0;
  });
  log.lines.length = 0;

  await server.stop();
  for (let turn = 0; turn < 4; turn++) await live.settle();
  expect(log.lines).toEqual([
    {
      fields: { store, reason: expect.stringMatching(/./) },
      message: expect.stringMatching(/^actions are not settled: .+ \(until that is over/),
    },
  ]);

  const again = await restart(server);
  onTestFinished(() => again.stop());
  await until('it is over', async () => {
    await live.settle();
    return told().length === 2;
  });
  for (let turn = 0; turn < 4; turn++) await live.settle();
  expect(told().at(1)).toEqual({
    fields: { store, seconds: expect.any(Number) },
    message: 'actions are settled again',
  });
  expect(JSON.stringify(log.lines)).not.toContain('not settled; tried again');
});
