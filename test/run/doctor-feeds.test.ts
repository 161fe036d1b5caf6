import { randomUUID } from 'node:crypto';
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateStreamCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { eventPattern } from '../../src/actions/provision/pattern.ts';
import { queueFindings, unreachedQueue, unseenQuarantine } from '../../src/commands/doctor/feed.ts';
import { streamFindings, unread } from '../../src/commands/doctor/stream.ts';
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
    expect(checks.get('queue')).toMatch(
      /^ok: arn:aws:sqs:us-east-1:123456789012:.* 0 messages wait; .*not tried/,
    );
    expect(checks.get('queue-dlq')).toMatch(/^fail: .*redrive policy/);
    expect(checks.get('queue-visibility')).toMatch(/^warn: 30 s/);
    expect(checks.get('queue-trusted')).toMatch(/^warn: .*revocation.trusted: \["arn:aws:sqs/);
    const { stdout } = await lab.run(`doctor --queue ${QueueUrl}`);
    expect(stdout).toMatch(/^warn queue-visibility {2}30 s$/m);
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
    expect(checks.get('stream-read')).toMatch(/^ok: the end of shardId-\d+ was read/);
    expect(checks.get('stream-retention')).toMatch(/^warn: 24 hours .*72: a weekend/);
    expect(checks.get('stream-store')).toMatch(/^fail: .*store.url/);
    expect((await found(`--stream ${name}-gone`)).get('stream')).toMatch(/^fail: .*DescribeStreamSummary/);
    kinesis.destroy();
  });

  it('looks at the quarantine', async () => {
    const bad = lab.config('bad.yaml', 'quarantine: {type: file, folder: /dev/null/x}\n');
    expect((await found(`--config ${bad}`)).get('quarantine')).toMatch(/^fail: .*writable/);
    expect((await found('')).get('quarantine')).toMatch(/^ok: the log/);
    const sqs = new SQSClient(aws());
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
    const queue = (url: string) => lab.config('queue.yaml', `quarantine: {type: sqs, queue: "${url}"}\n`);
    const there = (await found(`--config ${queue(String(QueueUrl))}`)).get('quarantine');
    expect(there).toMatch(/^ok: arn:aws:sqs:.* is reached; sqs:SendMessage is not tried/);
    const gone = (await found(`--config ${queue(`${QueueUrl}-gone`)}`)).get('quarantine');
    expect(gone).toMatch(/^fail: .*sqs:SendMessage$/);
    sqs.destroy();
  });
});

describe('rolewarden doctor --regions', () => {
  const described = (Description: string, EventPattern: string) => ({
    Name: `doctor-${randomUUID()}`,
    Description,
    EventPattern,
    State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' as const,
  });
  const byCdk = 'STS, sign-in and Identity Center events; for Rolewarden, by CDK';

  it('compares a rule that the CDK app or Terraform made, and says who can mend it', async () => {
    const events = new EventBridgeClient(aws());
    const rule = described(byCdk, eventPattern(false));
    await events.send(new PutRuleCommand(rule));
    const asked = `--regions us-east-1 --name ${rule.Name}`;
    const alone = await found(asked);
    expect(alone.get('rule')).toBeUndefined();
    expect(alone.get('rule-target')).toMatch(/^fail: .*no target/);
    const watch = lab.config('watch.yaml', 'sessions: watch\n');
    expect((await found(`${asked} --config ${watch}`)).get('rule')).toMatch(
      /^fail: .* without changes .* -> with them \(sessions: watch\) deploy again what made it .*by CDK/,
    );
    events.destroy();
  });

  it('calls provision with the same configuration, and says where changes of IAM are', async () => {
    const events = new EventBridgeClient({ ...aws(), region: 'eu-central-1' });
    const rule = described('managed by rolewarden provision', eventPattern(false));
    await events.send(new PutRuleCommand(rule));
    const watch = lab.config('watch.yaml', 'sessions: watch\n');
    const asked = `--regions eu-central-1 --name ${rule.Name} --config ${watch}`;
    const { stdout } = await lab.run(`doctor ${asked}`);
    expect(stdout).toContain(`--name ${rule.Name} --config ${watch}`);
    expect(stdout).toMatch(/^warn rule .*us-east-1 is not looked at: .*changes in IAM/m);
    expect(stdout).not.toContain('--dlq DLQ_ARN');
    // a command without it would take the dead-letter queue away
    const dead = { DeadLetterConfig: { Arn: 'arn:aws:sqs:eu-central-1:123456789012:dead' } };
    const Arn = 'arn:aws:sqs:eu-central-1:123456789012:events';
    await events.send(
      new PutTargetsCommand({ Rule: rule.Name, Targets: [{ Id: 'rolewarden', Arn, ...dead }] }),
    );
    expect((await lab.run(`doctor ${asked}`)).stdout).toContain(
      '--target ARN_IN_eu-central-1 --dlq DLQ_ARN_IN_eu-central-1 --regions eu-central-1',
    );
    events.destroy();
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
    const stream = { arn: STREAM, status: 'ACTIVE', shards: 1, hours: 72, encrypted: true };
    const all = [...queueFindings(attributes, [QUEUE]), ...streamFindings(stream, config)];
    expect(all.filter(({ status }) => status !== 'ok')).toEqual([]);
    const bad = streamFindings({ ...stream, status: 'DELETING', hours: 24, encrypted: false }, config);
    expect(bad.map(({ status }) => status)).toEqual(['fail', 'warn', 'warn', 'ok', 'ok']);
  });

  it('a queue that keeps messages for less than a weekend is told of', () => {
    const of = (MessageRetentionPeriod: string) =>
      queueFindings({ MessageRetentionPeriod }, []).find(({ check }) => check === 'queue-retention');
    expect(of('3600')).toMatchObject({ status: 'warn', detail: '1 hours' });
    expect(of('345600')?.status).toBe('ok');
  });

  it('a dead-letter queue that takes messages after a few tries is told of', () => {
    const of = (RedrivePolicy: string) =>
      queueFindings({ RedrivePolicy }, []).find(({ check }) => check === 'queue-dlq');
    expect(of('{"deadLetterTargetArn":"arn","maxReceiveCount":3}')).toMatchObject({
      status: 'warn',
      detail: expect.stringContaining('after 3 tries'),
    });
    expect(of('{"maxReceiveCount":"20"}')?.status).toBe('ok');
  });

  it('a queue that cannot be asked needs one thing: credentials, or rights', () => {
    const named = (name: string) => Object.assign(new Error('no'), { name });
    expect(unreachedQueue('https://sqs/q', named('CredentialsProviderError')).fix).toEqual([
      'give this process AWS credentials: see aws-credentials',
    ]);
    expect(unreachedQueue('https://sqs/q', named('AccessDeniedException')).fix).toEqual([
      'check the address, and allow sqs:GetQueueAttributes, sqs:ReceiveMessage, sqs:DeleteMessage, sqs:ChangeMessageVisibility',
    ]);
  });

  it('what may not be looked at may work all the same: doctor cannot tell', () => {
    const named = (name: string) => Object.assign(new Error('no'), { name, $fault: 'client' });
    const refused = unseenQuarantine('https://sqs/q', named('AccessDenied'));
    expect(refused).toMatchObject({ check: 'quarantine', status: 'warn' });
    expect(`${refused.detail} ${refused.fix}`).toMatch(/cannot tell .*sqs:SendMessage/);
    expect(refused.fix.join()).not.toContain('sqs:ReceiveMessage');
    expect(unseenQuarantine('https://sqs/q', named('QueueDoesNotExist')).status).toBe('fail');
    expect(unread(named('AccessDeniedException'))).toMatchObject({ check: 'stream-read', status: 'fail' });
    expect(unread(named('ProvisionedThroughputExceededException')).status).toBe('warn');
  });
});
