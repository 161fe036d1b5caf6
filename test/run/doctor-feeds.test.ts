import { randomUUID } from 'node:crypto';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { queueFindings, streamFindings } from '../../src/commands/acting-checks-feed.ts';
import { parseConfig } from '../../src/config/load.ts';
import { type ActingLab, actingLab } from '../support/acting-lab.ts';

const QUEUE = 'arn:aws:sqs:us-east-1:123456789012:good';
const STREAM = 'arn:aws:kinesis:us-east-1:123456789012:stream/good';
const aws = () => ({
  endpoint: inject('aws'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
});
let lab: ActingLab;

beforeAll(async () => {
  lab = await actingLab(inject('aws'));
});
afterAll(() => lab.close());

async function found(args: string): Promise<ReadonlyMap<string, string>> {
  const { stdout } = await lab.run(`doctor --format json ${args}`);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return new Map(lines.map(({ check, detail, fix, status }) => [check, `${status}: ${detail} ${fix}`]));
}

describe('rolewarden doctor --queue, --stream', () => {
  it('looks at a real queue, and says what is missing', async () => {
    const sqs = new SQSClient(aws());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    const checks = await found(`--queue ${QueueUrl}`);
    expect(checks.get('queue')).toMatch(/^ok: arn:aws:sqs:us-east-1:123456789012:.* 0 messages wait/);
    expect(checks.get('queue-dlq')).toMatch(/^fail: .*redrive policy/);
    expect(checks.get('queue-visibility')).toMatch(/^warn: 30 s/);
    expect(checks.get('queue-trusted')).toMatch(/^warn: .*revocation.trusted: \["arn:aws:sqs/);
    expect((await found(`--queue ${QueueUrl}-gone`)).get('queue')).toMatch(/^fail: .*sqs:ReceiveMessage/);
    sqs.destroy();
  });

  it('looks at a real stream', async () => {
    const kinesis = new KinesisClient({ ...aws(), requestHandler: new NodeHttpHandler() });
    const name = randomUUID();
    await kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 2 }));
    const none = lab.config('none.yaml', 'revocation: {}\n');
    const checks = await found(`--stream ${name} --config ${none}`);
    expect(checks.get('stream')).toMatch(/^ok: arn:aws:kinesis:.* 2 shards/);
    expect(checks.get('stream-store')).toMatch(/^fail: .*store.url/);
    expect((await found(`--stream ${name}-gone`)).get('stream')).toMatch(/^fail: .*DescribeStreamSummary/);
    kinesis.destroy();
  });

  it('looks at the quarantine', async () => {
    const bad = lab.config('bad.yaml', 'quarantine: {type: file, folder: /dev/null/x}\n');
    expect((await found(`--config ${bad}`)).get('quarantine')).toMatch(/^fail: .*writable/);
    expect((await found('')).get('quarantine')).toMatch(/^ok: the log/);
  });
});

describe('what feeds’ attributes mean', () => {
  it('a good queue and a good stream have nothing wrong', () => {
    const attributes = {
      QueueArn: QUEUE,
      VisibilityTimeout: '120',
      RedrivePolicy: '{"maxReceiveCount":10}',
      SqsManagedSseEnabled: 'true',
    };
    const config = parseConfig(
      { store: { url: 'redis://localhost' }, revocation: { trusted: [QUEUE, STREAM] } },
      'test',
    );
    const stream = { arn: STREAM, status: 'ACTIVE', shards: 1, hours: 48, encrypted: true };
    const all = [...queueFindings(attributes, [QUEUE]), ...streamFindings(stream, config)];
    expect(all.filter(({ status }) => status !== 'ok')).toEqual([]);
    const bad = streamFindings({ ...stream, status: 'DELETING', hours: 1, encrypted: false }, config);
    expect(bad.map(({ status }) => status)).toEqual(['fail', 'warn', 'warn', 'ok', 'ok']);
  });
});
