import { writeFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Fate, Take } from '../../src/core/ports/delivery.ts';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { takeInTime } from '../../src/run/lambda/chunks.ts';
import { createLine } from '../../src/run/lambda/line.ts';
import { createLog } from '../../src/run/log.ts';
import { configFile } from '../support/armed.ts';
import {
  alerting,
  alertRecord,
  heardLog,
  kinesisEvent,
  quietRecord,
  sequence,
  sqsEvent,
  startHandler,
  startTopic,
} from '../support/lambda-lab.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';

const deliveries = (count: number) => Array.from({ length: count }, (_, at) => ({ id: `${at}`, body: '' }));
const fates = (fate: Fate, count: number) => Array.from({ length: count }, () => fate);

describe('deliveries, as many as there is time for', () => {
  it('are taken in their order, a part at a time, each once', async () => {
    const taken: string[][] = [];
    const take = async (part: readonly { readonly id: string }[]) => {
      taken.push(part.map(({ id }) => id));
      return part.map(({ id }): Fate => (id === '450' ? 'again' : 'done'));
    };
    const got = await takeInTime(take, deliveries(451), { left: () => 1_000, ordered: false });
    expect(taken.map(({ length }) => length)).toEqual([200, 200, 51]);
    expect(taken.flat()).toEqual(deliveries(451).map(({ id }) => id));
    expect(got).toEqual([...fates('done', 450), 'again']);
    expect(await takeInTime(take, [], { left: () => 1_000, ordered: true })).toEqual([]);
  });

  it('of a shard wait behind the part in which something failed; those of a queue do not', async () => {
    const take = async (part: readonly { readonly id: string }[]) =>
      part.map(({ id }): Fate => (id === '3' ? 'again' : 'done'));
    const shard = await takeInTime(take, deliveries(300), { left: () => 1_000, ordered: true });
    expect(shard).toEqual([...fates('done', 3), 'again', ...fates('done', 196), ...fates('again', 100)]);
    const queue = await takeInTime(take, deliveries(300), { left: () => 1_000, ordered: false });
    expect(queue).toEqual([...fates('done', 3), 'again', ...fates('done', 296)]);
  });

  it('that were settled before time ran out are kept, and the rest is told to stop', async () => {
    let stopped = false;
    const take: Take = (_part, how) =>
      new Promise((resolve) => {
        how?.settled?.(1, 'done');
        how?.signal?.addEventListener('abort', () => {
          stopped = true;
          resolve([]);
        });
      });
    const got = await takeInTime(take, deliveries(3), { left: () => 50, ordered: false });
    expect(got).toEqual(['again', 'done', 'again']);
    expect(stopped).toBe(true);
  });

  it('are not begun when no time is left', async () => {
    let calls = 0;
    const take = async (part: readonly unknown[]) => {
      calls++;
      return part.map((): Fate => 'done');
    };
    const left = () => (calls < 2 ? 100 : 0);
    expect(await takeInTime(take, deliveries(600), { left, ordered: false })).toEqual([
      ...fates('done', 400),
      ...fates('again', 200),
    ]);
    expect(calls).toBe(2);
    expect(await takeInTime(take, deliveries(5), { left: () => -1, ordered: false })).toEqual(
      fates('again', 5),
    );
  });
});

describe('a sink that does not answer', () => {
  let topic: Awaited<ReturnType<typeof startTopic>>;
  beforeAll(async () => {
    topic = await startTopic(() => 'hang');
    vi.stubEnv('AWS_ENDPOINT_URL', topic.url);
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  });
  afterAll(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await topic.close();
  });

  /** What is kept free of a minute to answer in, and half a second more. */
  const [MINUTE, LAST] = [60_000, 5_500];
  const bodies = (alertAt: number, count: number) =>
    Array.from({ length: count }, (_, at) =>
      JSON.stringify(at === alertAt ? alertRecord(`slow-${at}`) : quietRecord()),
    );
  /** A minute, of which only the last seconds are left once so many parts are done: however long those take. */
  const timed = async (event: unknown, parts: number) => {
    const { invoke, live, taken } = await startHandler(alerting(), heardLog());
    let asked = false;
    let end = Number.NaN;
    const left = () => {
      if (asked && Number.isNaN(end) && taken() >= parts) end = performance.now() + LAST;
      asked = true;
      return Number.isNaN(end) ? MINUTE : end - performance.now();
    };
    const answer = await invoke(event, left).catch((thrown: unknown) => String(thrown));
    const spare = end - performance.now();
    await live.close();
    return { answer, spare };
  };

  it('leaves time to give the rest of a queue back', async () => {
    const { answer, spare } = await timed(sqsEvent(bodies(250, 450)), 1);
    expect(answer).toEqual({
      batchItemFailures: Array.from({ length: 250 }, (_, at) => ({ itemIdentifier: `m${at + 200}` })),
    });
    expect(spare).toBeGreaterThan(0);
  });

  it('leaves time to send a shard back to where it stuck', async () => {
    const { answer, spare } = await timed(kinesisEvent(bodies(250, 450)), 1);
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: sequence(200) }] });
    expect(spare).toBeGreaterThan(0);
  });

  it('ends an invocation that takes no partial answer with an error', async () => {
    const event = {
      'detail-type': 'AWS API Call via CloudTrail',
      source: 'aws.sts',
      detail: alertRecord('slow'),
    };
    const { answer, spare } = await timed(event, 0);
    expect(answer).toMatch(/^RolewardenError: 1 of 1 deliveries are not settled/);
    expect(spare).toBeGreaterThan(0);
  });
});

describe('the line of a sandbox', () => {
  const log = createLog('silent');
  let server: Running;
  const lines: { get(): Promise<{ close(): Promise<void> }> }[] = [];
  beforeAll(async () => {
    server = await startRedis();
  });
  afterEach(async () => {
    for (const line of lines.splice(0)) await (await line.get()).close();
  });
  afterAll(() => server.stop());

  const lineOf = (path: string, now?: () => number) => {
    const line = createLine({
      environment: { ROLEWARDEN_CONFIG: path },
      log,
      meter: NO_METER,
      ...(now === undefined ? {} : { now }),
    });
    lines.push(line);
    return line;
  };
  const connections = async () =>
    Number(/total_connections_received:(\d+)/.exec(await redisCli(server.port, ['INFO', 'stats']))?.[1]);
  const stored = () =>
    configFile(alerting({ alerts: [], store: { url: `redis://127.0.0.1:${server.port}` } }));

  it('is made once; after a pause in which the store may have been lost, once more', async () => {
    let time = 0;
    const line = lineOf(stored(), () => time);
    const first = await line.get();
    line.rest();
    const before = await connections();
    time += 59_000;
    expect(await line.get()).toBe(first);
    line.rest();
    // asking is a connection of its own
    expect((await connections()) - before).toBe(1);
    time += 61_000;
    const second = await line.get();
    expect(second).not.toBe(first);
    line.rest();
    expect(await line.get()).toBe(second);
  });

  it('is kept over any pause where histories live in it', async () => {
    let time = 0;
    const line = lineOf(configFile(alerting({ alerts: [] })), () => time);
    const first = await line.get();
    time += 3_600_000;
    expect(await line.get()).toBe(first);
  });

  it('that cannot be made says why, and is made when it can be', async () => {
    const path = configFile({ alerts: 7 });
    const line = lineOf(path);
    const fault = { code: 'ERR_CONFIG_INVALID', message: expect.stringContaining('alerts: ') };
    await expect(line.get()).rejects.toMatchObject(fault);
    await expect(line.get()).rejects.toMatchObject(fault);
    writeFileSync(path, JSON.stringify(alerting({ alerts: [] })));
    expect(await line.get()).toHaveProperty('take');
  });
});
