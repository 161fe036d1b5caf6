import { afterAll, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { wrap } from '../../scripts/wrap.ts';
import type { Target } from '../../src/core/event/target.ts';
import { armed, QUEUE, taken } from '../support/armed.ts';
import { iamLab } from '../support/iam-lab.ts';
import { heardLog, sqsEvent, startHandler } from '../support/lambda-lab.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

let server: Running;
let lab: ReturnType<typeof iamLab>;
let handler: Awaited<ReturnType<typeof startHandler>>;
const log = heardLog();

beforeAll(async () => {
  vi.stubEnv('AWS_ENDPOINT_URL', inject('aws'));
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  server = await startRedis();
  lab = iamLab(inject('aws'));
  const trusted = [QUEUE, 'events.amazonaws.com'];
  handler = await startHandler({ ...armed(server.port, { revocation: { trusted } }) }, log);
});
beforeEach(() => redisCli(server.port, ['FLUSHALL']));
afterAll(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await handler.live.close();
  await server.stop();
});

const message = (role: Target, source: string) => {
  const { Records } = sqsEvent([JSON.stringify(wrap('eventbridge', [taken(role)]))]);
  return { Records: Records.map((record) => ({ ...record, eventSourceARN: source })) };
};
const fromRule = (role: Target, more: object = {}) =>
  Object.assign(Object(wrap('eventbridge', [taken(role)])), more);

describe('an armed function', () => {
  it('ends a session that its queue tells of', async () => {
    const role = await lab.role('decoy-lambda-queue');
    expect(await handler.invoke(message(role, QUEUE))).toEqual({ batchItemFailures: [] });
    expect(await lab.names(role)).toHaveLength(1);
  });

  it('ends one that an EventBridge rule tells of, where that is trusted', async () => {
    const role = await lab.role('decoy-lambda-rule');
    expect(await handler.invoke(fromRule(role))).toBeUndefined();
    expect(await lab.names(role)).toHaveLength(1);
  });

  it('does nothing for another queue, for what a customer put on a bus, and for a record that comes bare', async () => {
    const role = await lab.role('decoy-lambda-strange');
    await handler.invoke(message(role, `${QUEUE}-2`));
    await handler.invoke(fromRule(role, { source: 'acme' }));
    await handler.invoke(taken(role));
    await handler.invoke(wrap('cloudwatch-logs-lambda', [taken(role)]));
    expect(await lab.names(role)).toEqual([]);
  });

  it('settles what waits when a schedule wakes it, and now and then after deliveries', async () => {
    const { invoke, live, settled } = await startHandler({ ...armed(server.port) }, log);
    expect(
      await invoke({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }),
    ).toBeUndefined();
    expect(settled()).toBe(1);
    await invoke(sqsEvent(['']));
    expect(settled()).toBe(1);
    await live.close();
  });

  it('does not begin to settle when there is no time to', async () => {
    const { invoke, live, settled } = await startHandler({ ...armed(server.port) }, log);
    expect(await invoke(sqsEvent(['']), 0)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm0' }] });
    expect(settled()).toBe(0);
    await live.close();
  });
});
