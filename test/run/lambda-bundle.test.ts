import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type Bundled, bundleCode } from '../../scripts/bundle-code.ts';
import { ENVELOPES, type EnvelopeName, wrap } from '../../scripts/wrap.ts';
import { configFile } from '../support/armed.ts';
import { alerting, alertRecord } from '../support/lambda-lab.ts';
import type { Running } from '../support/processes.ts';
import { redisCli } from '../support/redis-cluster.ts';
import { startRedis } from '../support/redis-server.ts';
import { replayed } from '../support/replayed.ts';
import { CLIENTS, type Sandbox, startSandbox } from '../support/runtime-api.ts';

/** What the function may weigh: as measured when it was last looked at, and a tenth. */
const BUDGET = { bytes: 2_033_000, gzipped: 637_000 };
const STORY = 'fixtures/scenarios/chain-to-data/events.jsonl';

let server: Running;
let bundle: Bundled;
const folder = mkdtempSync(join(tmpdir(), 'rolewarden-bundle-'));
const endpoint = { endpoint: inject('aws'), region: 'us-east-1' };
const sns = new SNSClient(endpoint);
const sqs = new SQSClient(endpoint);
const open: Sandbox[] = [];

beforeAll(async () => {
  server = await startRedis();
  bundle = await bundleCode(folder);
});
beforeEach(() => redisCli(server.port, ['FLUSHALL']));
afterEach(() => Promise.all(open.splice(0).map((sandbox) => sandbox.stop())));
afterAll(async () => {
  sns.destroy();
  sqs.destroy();
  await server.stop();
});

async function sandbox(
  config: string,
  client: (typeof CLIENTS)[number] = 'own',
  at = folder,
  more: Readonly<Record<string, string>> = {},
): Promise<Sandbox> {
  const env = { ROLEWARDEN_CONFIG: config, AWS_ENDPOINT_URL: inject('aws'), ...more };
  const started = await startSandbox(at, { client, env });
  open.push(started);
  return started;
}

/** A topic, and what comes out of it: the findings of alerts, by id and points. */
async function inbox() {
  const name = `lambda-${randomUUID()}`;
  const { TopicArn: topic = '' } = await sns.send(new CreateTopicCommand({ Name: name }));
  const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const Endpoint = `arn:aws:sqs:us-east-1:123456789012:${name}`;
  await sns.send(
    new SubscribeCommand({
      TopicArn: topic,
      Protocol: 'sqs',
      Endpoint,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  let degraded = false;
  return {
    topic,
    /** Whether the store was late for a finding. */
    degraded: () => degraded,
    async received(): Promise<readonly string[]> {
      const found: string[] = [];
      for (;;) {
        const { Messages = [] } = await sqs.send(
          new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return found.sort();
        for (const { Body = '{}', ReceiptHandle } of Messages) {
          const finding = JSON.parse(Body);
          degraded ||= finding.degraded === true;
          found.push(words(finding));
          await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle }));
        }
      }
    },
  };
}

function words({
  id,
  score,
  signals,
}: {
  readonly id: string;
  readonly score: number;
  readonly signals: readonly { readonly ruleId: string }[];
}): string {
  return `${id} ${score} ${signals.map(({ ruleId }) => ruleId).join(' ')}`;
}

const store = () => ({ store: { url: `redis://127.0.0.1:${server.port}` } });

describe('the bundle', () => {
  it('stays small', () => {
    expect(bundle.bytes).toBeLessThan(BUDGET.bytes);
    expect(bundle.gzipped).toBeLessThan(BUDGET.gzipped);
  });

  it('is the same bytes each time, and needs nothing but Node', async () => {
    const again = await bundleCode(mkdtempSync(join(tmpdir(), 'rolewarden-bundle-')));
    expect(readFileSync(again.file).equals(readFileSync(bundle.file))).toBe(true);
    const outside = Object.values(bundle.metafile.outputs).flatMap(({ imports }) =>
      imports.map(({ path }) => path),
    );
    expect(outside.filter((path) => !path.startsWith('node:') && !builtinModules.includes(path))).toEqual([]);
  });

  it('finds the databases of its layer where they stand beside it, and says so where there are none', async () => {
    const bare = await sandbox(configFile({}));
    await bare.invoke({});
    expect(bare.output().stderr).toContain('no embedded database');
    const whole = mkdtempSync(join(tmpdir(), 'rolewarden-bundle-'));
    cpSync(folder, whole, { recursive: true });
    for (const kind of ['country', 'asn'])
      cpSync(`fixtures/places/${kind}.mmdb`, join(whole, `${kind}.mmdb`));
    const placed = await sandbox(configFile({}), 'own', whole);
    await placed.invoke({});
    expect(placed.output().stderr).not.toContain('no embedded database');
  });
});

/** The whole story at once; what AWS hands on alone, record by record. Firehose wants its records back: not from us. */
const AT_ONCE: readonly EnvelopeName[] = ENVELOPES.filter((name) =>
  /^(?:sqs|kinesis|sns|cloudwatch-logs-lambda|trail)/.test(name),
);
const ONE_BY_ONE: readonly EnvelopeName[] = ['eventbridge'];

/** A busy machine makes Redis late, and then findings say so; that is shown elsewhere, and not what is compared here. */
const TRIES = 10;

/** What a function of its own, with a store of its own, alerts of these events; each must be answered so. */
async function alerted(
  events: readonly unknown[],
  answer: object | null,
  client: (typeof CLIENTS)[number],
): Promise<readonly string[]> {
  for (let tries = 1; ; tries++) {
    await redisCli(server.port, ['FLUSHALL']);
    const { degraded, received, topic } = await inbox();
    const alerts = [{ type: 'sns', topic, level: 'low' }];
    const function_ = await sandbox(configFile(alerting({ roles: {}, alerts, ...store() })), client);
    for (const event of events)
      expect(await function_.invoke(event)).toMatchObject({ kind: 'response', value: answer });
    const found = await received();
    await function_.stop();
    if (!degraded() || tries === TRIES) return found;
  }
}

describe.each(CLIENTS)('the bundle under the runtime interface client: %s', (client) => {
  it('alerts of a story as a replay does, whatever it comes in', async () => {
    const records: readonly unknown[] = readFileSync(STORY, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { findings } = await replayed([STORY], 'fixtures/scenarios/rolewarden.yaml');
    const expected = findings
      .filter(({ level, repeatOf }) => level !== 'info' && repeatOf === null)
      .map(words)
      .sort();
    expect(expected.length).toBeGreaterThan(1);
    for (const envelope of [...AT_ONCE, ...ONE_BY_ONE]) {
      const events = AT_ONCE.includes(envelope)
        ? [wrap(envelope, records)]
        : records.map((record) => wrap(envelope, [record]));
      const answer = /^(?:sqs|kinesis)/.test(envelope) ? { batchItemFailures: [] } : null;
      expect(await alerted(events, answer, client), envelope).toEqual(expected);
    }
  });

  it('reads the file that an S3 notification names', async () => {
    const { received, topic } = await inbox();
    const bucket = `lambda-${randomUUID()}`;
    const s3 = new S3Client({ ...endpoint, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: bucket }));
    const Body = gzipSync(JSON.stringify({ Records: [alertRecord('filed')] }));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'trail/one.json.gz', Body }));
    s3.destroy();
    const started = await sandbox(configFile(alerting({ alerts: [{ type: 'sns', topic }] })), client);
    const named = (key: string) => ({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: bucket, arn: `arn:aws:s3:::${bucket}` }, object: { key, size: Body.length } },
    });
    const event = { Records: [named('trail/one.json.gz')] };
    expect(await started.invoke(event)).toMatchObject({ kind: 'response', value: null });
    expect(await received()).toHaveLength(1);
  });

  it('starts once: later invocations open no connection to the store', async () => {
    const started = await sandbox(configFile(alerting({ alerts: [], ...store() })), client);
    const invoke = (n: number) => started.invoke(wrap('eventbridge', [alertRecord(`warm-${n}`)]));
    await invoke(0);
    const before = await connections();
    for (let n = 1; n < 20; n++) expect(await invoke(n)).toMatchObject({ kind: 'response' });
    // asking is one of its own
    expect((await connections()) - before).toBe(1);
    const cold = started
      .output()
      .stdout.split('\n')
      .filter((line) => line.includes('"ColdStarts":1'));
    expect(cold).toHaveLength(1);
  });

  it('says that a log level is none, and which it uses', async () => {
    const made = await sandbox(configFile(alerting(store())), client, folder, {
      ROLEWARDEN_LOG_LEVEL: 'DEBUG',
    });
    await made.ready;
    await expect.poll(() => made.output().stderr).toContain('ROLEWARDEN_LOG_LEVEL');
    expect(made.output().stderr).toContain('"DEBUG"');
  });

  it('takes an empty variable for none, the AWS SDK too', async () => {
    const { TopicArn: topic } = await sns.send(new CreateTopicCommand({ Name: `empty-${client}` }));
    const config = configFile(alerting({ ...store(), alerts: [{ type: 'sns', topic }] }));
    // of an empty mode, the SDK would say in every call that it is none
    const empty = { ROLEWARDEN_LOG_LEVEL: '', AWS_DEFAULTS_MODE: '' };
    const made = await sandbox(config, client, folder, empty);
    expect(await made.invoke(wrap('sqs-eventbridge', [alertRecord('empty')]))).toMatchObject({
      kind: 'response',
      value: { batchItemFailures: [] },
    });
    expect(made.output().stderr).not.toContain('ROLEWARDEN_LOG_LEVEL');
  });

  it('says what keeps it from starting, and starts when that is put right', async () => {
    const path = configFile({ alerts: [{ type: 'sns', topic: 'no-arn' }] });
    const started = await sandbox(path, client);
    const event = wrap('sqs-eventbridge', [alertRecord('late')]);
    expect(await started.invoke(event)).toMatchObject({
      kind: 'error',
      type: 'RolewardenError',
      message: expect.stringContaining('alerts.0.topic: expected the ARN of an SNS topic'),
    });
    expect(started.output().stderr).toContain('"code":"ERR_CONFIG_INVALID"');
    writeFileSync(path, JSON.stringify(alerting({ alerts: [] })));
    expect(await started.invoke(event)).toMatchObject({ kind: 'response', value: { batchItemFailures: [] } });
  });

  it('gives back what a sink refuses, and throws where there is no partial answer', async () => {
    const topic = 'arn:aws:sns:us-east-1:123456789012:there-is-none';
    const started = await sandbox(configFile(alerting({ alerts: [{ type: 'sns', topic }] })), client);
    const event = (id: string) => wrap('sqs-eventbridge', [alertRecord(id)]);
    expect(await started.invoke(event('refused'))).toMatchObject({
      kind: 'response',
      value: { batchItemFailures: [{ itemIdentifier: '0' }] },
    });
    expect(await started.invoke(wrap('eventbridge', [alertRecord('thrown')]))).toMatchObject({
      kind: 'error',
      type: 'RolewardenError',
      message: expect.stringContaining('1 of 1 deliveries are not settled'),
    });
  });
});

async function connections(): Promise<number> {
  return Number(/total_connections_received:(\d+)/.exec(await redisCli(server.port, ['INFO', 'stats']))?.[1]);
}
