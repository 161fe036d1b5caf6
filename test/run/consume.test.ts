import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { targetOf } from '../../src/core/event/target.ts';
import { configFile, taken } from '../support/armed.ts';
import { rolewarden, startRolewarden } from '../support/cli.ts';
import { type Consumer, slowTopic, startConsumer } from '../support/consumer-lab.ts';
import { freePort, type Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { sqsLab, until } from '../support/sqs-lab.ts';

const PLACES = {
  country: `${process.cwd()}/fixtures/places/country.mmdb`,
  asn: `${process.cwd()}/fixtures/places/asn.mmdb`,
};
const TOPIC = 'arn:aws:sns:us-east-1:123456789012:alerts';

let redis: Running;
let lab: ReturnType<typeof sqsLab>;
let topic: Awaited<ReturnType<typeof slowTopic>>;
const started: Consumer[] = [];

beforeAll(async () => {
  redis = await startRedis();
  lab = sqsLab(inject('aws'));
  topic = await slowTopic();
});
afterEach(async () => {
  for (const { kill } of started) kill('SIGKILL');
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  await redisCli(redis.port, ['FLUSHALL']);
  topic.delay(0);
});
afterAll(async () => {
  lab.close();
  await topic.close();
  await redis.stop();
});

function config(more: object = {}): string {
  return configFile({
    databases: PLACES,
    store: { url: `redis://127.0.0.1:${redis.port}` },
    roles: { decoy: ['arn:aws:iam::*:role/decoy-*', 'arn:aws:iam::*:role/prod-db-owner'] },
    ...more,
  });
}

function consumer(url: string, path: string, env: Readonly<Record<string, string>> = {}): Consumer {
  const one = startConsumer(url, path, { AWS_ENDPOINT_URL_SNS: topic.url, ...env });
  started.push(one);
  return one;
}

/** Somebody takes a decoy: each is an alert of its own. */
function decoys(
  count: number,
  name: string,
): { readonly bodies: readonly string[]; readonly ids: readonly string[] } {
  const records = Array.from({ length: count }, (_, n) => {
    const target = targetOf(`arn:aws:iam::123456789012:role/decoy-${name}-${n}`);
    if (target === undefined) throw new Error('not a role');
    return taken({ ...target, uniqueId: 'AROA0123456789ABCDEF0' }, { by: `${name}-${n}` });
  });
  return {
    bodies: records.map((record) => JSON.stringify(record)),
    ids: records.map((record) => String(Object(record).eventID)),
  };
}

/** Ids that some of the texts name. */
const named = (ids: readonly string[], texts: readonly string[]) =>
  ids.filter((id) => texts.some((text) => text.includes(id)));

const SNS = { alerts: [{ type: 'sns', topic: TOPIC }] };

it('reads a stream by its name in the region that the environment names, by either variable', async () => {
  const region = 'eu-central-1';
  const endpoint = inject('aws');
  const kinesis = new KinesisClient({ region, endpoint, requestHandler: new NodeHttpHandler() });
  await kinesis.send(new CreateStreamCommand({ StreamName: 'by-name', ShardCount: 1 }));
  kinesis.destroy();
  const args = ['consume', '--source', 'kinesis', '--stream', 'by-name', '--listen', 'off'];
  const env = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: '', AWS_DEFAULT_REGION: region };
  const { child, ended, said } = startRolewarden([...args, '--config', config()], env);
  onTestFinished(() => void child.kill('SIGKILL'));
  await until(() => said().includes('"msg":"reads the stream"'));
  child.kill('SIGTERM');
  expect((await ended).stderr).toContain(`arn:aws:kinesis:${region}:123456789012:stream/by-name`);
});

describe('rolewarden consume', () => {
  it('judges what a queue brings, alerts, deletes, answers probes, and stops in good order', async () => {
    const queue = await lab.queue();
    const { line, lines, ask, kill, ended } = consumer(queue.url, config());
    expect(await line('started')).toMatchObject({
      version: expect.any(String),
      configHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      feed: queue.url,
      store: `redis://127.0.0.1:${redis.port}`,
      modes: ['shadow'],
      databases: [expect.objectContaining({ kind: 'country' }), expect.objectContaining({ kind: 'asn' })],
    });
    const story = readFileSync('fixtures/scenarios/root-and-decoy/events.jsonl', 'utf8').trim().split('\n');
    await queue.send(story);
    // root's use alerts as well, and whichever batch is judged first is told first
    await until(() => lines().some((one) => one['msg'] === 'alert' && JSON.stringify(one).includes('decoy')));
    await queue.empty();
    await until(async () => (await ask('/readyz')).status === 200);
    expect(JSON.parse((await ask('/readyz')).text)).toMatchObject({
      ready: true,
      feed: { ok: true },
      store: { ok: true },
      acting: { ok: true, detail: 'shadow: nothing is ended' },
    });
    expect(await ask('/livez')).toEqual({ status: 200, text: 'alive\n' });
    const { text } = await ask('/metrics');
    expect(text).toMatch(/^rolewarden_findings_total\{level="critical"\} [1-9]/m);
    expect(text).toMatch(/^process_resident_memory_bytes /m);
    expect((await ask('/')).status).toBe(404);
    kill('SIGTERM');
    const { status, stderr, stdout } = await ended;
    expect([status, stdout]).toEqual([0, '']);
    const last = JSON.parse(stderr.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ msg: 'stopped', again: 0, abandoned: 0 });
    expect(last.done).toBeGreaterThanOrEqual(story.length);
  });

  it('works on when nobody reads its metrics any more, and says so once', async () => {
    const queue = await lab.queue();
    // a minute of metrics is half a second here
    const hurried =
      'const real = setInterval; globalThis.setInterval = (f, ms, ...more) => real(f, ms / 120, ...more);';
    const env = {
      AWS_ENDPOINT_URL_SNS: topic.url,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hurried)}`,
    };
    const one = startConsumer(queue.url, config(SNS), env, ['--emf']);
    started.push(one);
    await one.line('started');
    one.deafen();
    for (const name of ['first', 'second', 'third']) {
      const { bodies, ids } = decoys(1, name);
      await queue.send(bodies);
      await until(() => named(ids, topic.taken).length > 0);
      await wait(1_200);
    }
    const lost = () => one.lines().filter(({ msg }) => String(msg).startsWith('metrics cannot be written'));
    await until(() => lost().length > 0);
    expect(lost()).toHaveLength(1);
    one.kill('SIGTERM');
    expect((await one.ended).status).toBe(0);
    await one.line('stopped');
  }, 60_000);

  it('is not held up by what cannot be read, and never says its content', async () => {
    const queue = await lab.queue();
    const { bodies, ids } = decoys(1, 'behind');
    await queue.send(['{"secret-word', '[[[[', '{"Records":"secret-word"}', ...bodies]);
    const { line, ask, lines } = consumer(queue.url, config());
    expect(JSON.stringify(await line('alert'))).toContain(ids[0]);
    await queue.empty();
    expect((await ask('/metrics')).text).toMatch(/^rolewarden_problems_total [1-9]/m);
    await line('put aside');
    expect(JSON.stringify(lines())).not.toContain('secret-word');
  });

  it('stopped under load with a slow sink: everything is alerted and deleted, or visible again', async () => {
    const queue = await lab.queue();
    // what is judged when it is stopped has 25 seconds, and a busy machine needs some of them
    const { bodies, ids } = decoys(120, 'load');
    await queue.send(bodies);
    topic.delay(1_500);
    const { kill, ended } = consumer(queue.url, config(SNS));
    await until(() => named(ids, topic.asked).length > 0);
    const asked = Date.now();
    kill('SIGTERM');
    const { status, stderr } = await ended;
    expect(Date.now() - asked).toBeLessThan(25_000);
    expect([status, stderr]).toEqual([0, expect.stringContaining('"abandoned":0')]);
    const rest = new Set<string>();
    await until(async () => {
      for (const body of await queue.bodies()) rest.add(String(JSON.parse(body).eventID));
      return new Set([...rest, ...named(ids, topic.taken)]).size === ids.length;
    });
    expect(rest.size).toBeLessThan(ids.length);
  });

  it('ends at once when it is told a second time', async () => {
    const queue = await lab.queue();
    const { bodies, ids } = decoys(1, 'twice');
    await queue.send(bodies);
    topic.delay(60_000);
    const { line, kill, ended } = consumer(queue.url, config(SNS));
    await until(() => named(ids, topic.asked).length > 0);
    kill('SIGINT');
    await line('stopping: receives nothing more, finishes what is in flight');
    kill('SIGTERM');
    expect((await ended).status).toBe(143);
  });

  it('without Redis alerts all the same, says that it is not ready, and recovers', async () => {
    const queue = await lab.queue();
    const port = await freePort();
    const { bodies, ids } = decoys(2, 'alone');
    const [first = '', second = ''] = bodies;
    await queue.send([first]);
    const { line, ask, lines } = consumer(queue.url, config({ store: { url: `redis://127.0.0.1:${port}` } }));
    expect(JSON.stringify(await line('alert'))).toContain(ids[0]);
    await queue.empty();
    const { status, text } = await ask('/readyz');
    expect([status, JSON.parse(text)]).toEqual([
      503,
      expect.objectContaining({ ready: false, store: expect.objectContaining({ ok: false }) }),
    ]);
    expect((await ask('/livez')).status).toBe(200);
    const late = await startRedis([], port);
    try {
      await until(async () => (await ask('/readyz')).status === 200);
      await queue.send([second]);
      await until(
        () =>
          named(
            ids,
            lines().map((one) => JSON.stringify(one)),
          ).length === 2,
      );
      await queue.empty();
    } finally {
      await late.stop();
    }
  });

  it('killed and started again loses nothing', { timeout: 300_000 }, async () => {
    const queue = await lab.queue({ VisibilityTimeout: '5' });
    const { bodies, ids } = decoys(60, 'killed');
    await queue.send(bodies);
    topic.delay(3_000);
    const first = consumer(queue.url, config(SNS));
    await until(() => named(ids, topic.asked).length > 0);
    first.kill('SIGKILL');
    await first.ended;
    topic.delay(0);
    consumer(queue.url, config(SNS));
    // alerts that the first had begun are left to another when its lease of half a minute is over
    await until(() => named(ids, topic.taken).length === ids.length, 240);
    await until(async () => (await queue.counts()).visible + (await queue.counts()).hidden === 0, 240);
  });

  it('frozen for longer than its leases, says so and loses nothing', async () => {
    const queue = await lab.queue({ VisibilityTimeout: '5' });
    const { bodies, ids } = decoys(20, 'frozen');
    const { line, kill } = consumer(queue.url, config(SNS));
    await line('started');
    topic.delay(2_000);
    await queue.send(bodies);
    await until(() => named(ids, topic.asked).length > 0);
    kill('SIGSTOP');
    await wait(8_000);
    kill('SIGCONT');
    await line('the process stood still: leases may be lost');
    await until(() => named(ids, topic.taken).length === ids.length);
    await queue.empty();
  });

  it('ends with 1 after an error that nobody caught, what is in flight settled', async () => {
    const queue = await lab.queue();
    const { bodies, ids } = decoys(1, 'broken');
    const preload = 'process.on("SIGUSR2",()=>{throw new Error("broken")})';
    const env = { NODE_OPTIONS: `--import "data:text/javascript,${encodeURIComponent(preload)}"` };
    topic.delay(1_500);
    const { line, kill, ended } = consumer(queue.url, config(SNS), env);
    await line('started');
    await queue.send(bodies);
    await until(() => named(ids, topic.asked).length > 0);
    kill('SIGUSR2');
    const { status, stderr } = await ended;
    expect([status, stderr]).toEqual([1, expect.stringContaining('an error that nobody caught')]);
    await queue.empty();
    expect(named(ids, topic.taken)).toEqual(ids);
  });

  it('refuses wrong usage with 2, and a queue that is not there with 1', async () => {
    const url = `${inject('aws')}/123456789012/nobody`;
    const path = configFile({ databases: PLACES });
    const said = (...args: readonly string[]) => {
      const { status, stderr, stdout } = rolewarden(['consume', '--config', path, ...args]);
      return [status, stdout, stderr.split('\n').find((text) => text.startsWith('rolewarden: '))];
    };
    const sqs = ['--source', 'sqs', '--queue'];
    expect(said()).toEqual([2, '', 'rolewarden: consume needs a --source']);
    expect(said('--source', 'sqs')).toEqual([2, '', 'rolewarden: --source sqs needs a --queue']);
    expect(said(...sqs, 'q')).toEqual([2, '', expect.stringContaining('is not the URL of a queue')]);
    expect(said(...sqs, url, '--listen', '9464')[0]).toBe(2);
    expect(said(...sqs, url, '--listen', 'off')).toEqual([
      1,
      '',
      expect.stringContaining('there is no queue nobody'),
    ]);
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve(Number(Object(server.address()).port)));
    });
    expect(said(...sqs, url, '--listen', `127.0.0.1:${port}`)).toEqual([
      2,
      '',
      expect.stringContaining('EADDRINUSE'),
    ]);
    server.close();
  });
});
