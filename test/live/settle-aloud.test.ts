import { afterAll, beforeAll, expect, inject, it, onTestFinished, vi } from 'vitest';
import { openRedis } from '../../src/baseline/redis/link.ts';
import { HOUR } from '../../src/core/time/days.ts';
import { createLive } from '../../src/live.ts';
import { anAction } from '../support/an-action.ts';
import { armed } from '../support/armed.ts';
import { PATIENT } from '../support/fault-rig.ts';
import { heardLog } from '../support/lambda-lab.ts';
import { restart } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
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

it('of each action that a full Redis keeps from being settled it says so once, and once when that is over', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const link = openRedis({ url: `redis://127.0.0.1:${server.port}`, timeout: PATIENT });
  onTestFinished(() => link.close());
  await link.ready(PATIENT);
  const ids = ['00000000000000a1', '00000000000000a2'];
  for (const id of ids) {
    const action = anAction(id);
    await link.ledger.record({ ...action, intent: { ...action.intent, expiresAt: Date.now() - HOUR } });
  }
  // before there is a worker: its own timer would settle them
  await redisCli(server.port, ['CONFIG', 'SET', 'maxmemory', '100kb', 'maxmemory-policy', 'noeviction']);
  const log = heardLog();
  const config = armed(server.port);
  const live = await createLive({ config, environment: process.env, log });
  onTestFinished(() => live.close());
  for (let turn = 0; turn < 4; turn++) await live.settle();
  const told = () =>
    ids.map((actionId) =>
      log.lines
        .filter(({ fields }) => 'actionId' in fields && fields.actionId === actionId)
        .map(({ message }) => message),
    );
  const once = ['an action was not settled; it is tried again'];
  expect(told()).toEqual([once, once]);
  expect(JSON.stringify(log.lines)).toContain('OOM');

  await redisCli(server.port, ['CONFIG', 'SET', 'maxmemory', '0']);
  for (let turn = 0; turn < 4; turn++) await live.settle();
  const over = [...once, 'what was not settled is settled again, or need not be any more'];
  expect(told()).toEqual([over, over]);
});
