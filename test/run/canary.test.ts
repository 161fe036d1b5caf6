import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { configFile } from '../support/armed.ts';
import { type AwsRecorder, startAwsRecorder } from '../support/aws-recorder.ts';
import { type Consumer, startConsumer } from '../support/consumer-lab.ts';
import { alerting, heardLog, sqsEvent, startHandler } from '../support/lambda-lab.ts';
import { sqsLab, until } from '../support/sqs-lab.ts';

let sts: AwsRecorder;
let lab: ReturnType<typeof sqsLab>;
const started: Consumer[] = [];

beforeAll(async () => {
  sts = await startAwsRecorder(inject('aws'));
  lab = sqsLab(inject('aws'));
});
afterEach(async () => {
  for (const { kill } of started) kill('SIGKILL');
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  sts.reset();
});
afterAll(async () => {
  lab.close();
  await sts.close();
});

const asked = () => sts.calls.filter(({ operation }) => operation === 'GetCallerIdentity').length;
const SILENT = 'STS was not reached: no canary comes back from this call';

async function consumer(...more: readonly string[]): Promise<Consumer> {
  const queue = await lab.queue();
  const one = startConsumer(queue.url, configFile(alerting()), { AWS_ENDPOINT_URL_STS: sts.url }, more);
  started.push(one);
  await one.line('started');
  return one;
}

describe('a call of our own, which CloudTrail has to bring back', () => {
  it('is made by a consumer that is told to', async () => {
    await consumer('--canary');
    await until(() => asked() > 0);
    expect(sts.mutations()).toEqual([]);
  });

  it('is made by none that is not', async () => {
    const { kill, ended } = await consumer();
    kill('SIGTERM');
    expect((await ended).status).toBe(0);
    expect(asked()).toBe(0);
  });

  it('that STS does not answer is said, and holds nobody up', async () => {
    sts.answer(() => ({ status: 403, body: {} }));
    const { ended, kill, line } = await consumer('--canary');
    await line(SILENT);
    kill('SIGTERM');
    expect((await ended).status).toBe(0);
  });

  it('is made by a function that its schedule wakes, not with deliveries', async () => {
    const log = heardLog();
    process.env['AWS_ENDPOINT_URL_STS'] = sts.url;
    const { invoke, live } = await startHandler(alerting(), log);
    try {
      await invoke(sqsEvent(['{}']));
      expect(asked()).toBe(0);
      await invoke({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} });
      expect(asked()).toBe(1);
      sts.answer(() => 'hang');
      await invoke({ 'detail-type': 'Scheduled Event', source: 'aws.events', detail: {} }, 2_000);
      await until(() => asked() === 2);
    } finally {
      delete process.env['AWS_ENDPOINT_URL_STS'];
      await live.close();
    }
  });
});
