import { randomUUID } from 'node:crypto';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createAlerting } from '../../src/actions/ending/alerting.ts';
import { createSnsSink, type SnsRender } from '../../src/actions/sinks/sns.ts';
import { createMemoryLedger } from '../../src/baseline/memory/ledger.ts';
import type { Alert } from '../../src/core/action/alert.ts';
import { alertFields } from '../../src/report/alert-fields.ts';
import { alertSubject } from '../../src/report/alert-headline.ts';
import { fitAlert } from '../../src/report/alert-json.ts';
import { alertText } from '../../src/report/alert-text.ts';
import { createLog } from '../../src/run/log.ts';
import { aSignal } from '../report/a-finding.ts';
import { sent } from '../support/sent.ts';
import { anAlert, poisoned } from './an-alert.ts';
import { HOSTILE } from './hostile-texts.ts';

const signal = new AbortController().signal;
const render: SnsRender = { subject: alertSubject, text: alertText, json: fitAlert, fields: alertFields };
let sns: SNSClient;
let sqs: SQSClient;
/** Bodies of requests to SNS, as they went over the wire. */
const requests: string[] = [];
beforeAll(() => {
  const settings = { endpoint: inject('aws'), region: 'eu-central-1' };
  sns = new SNSClient(settings);
  sns.middlewareStack.add(
    (next) => (args) => {
      const request: unknown = args.request;
      if (typeof request === 'object' && request !== null && 'body' in request)
        requests.push(String(request.body));
      return next(args);
    },
    { step: 'finalizeRequest' },
  );
  sqs = new SQSClient(settings);
});
afterAll(() => {
  sns.destroy();
  sqs.destroy();
});

async function topic(raw: boolean, fifo = false, filter?: object): Promise<{ arn: string; queue: string }> {
  const name = `alerts-${randomUUID()}${fifo ? '.fifo' : ''}`;
  const ordered = fifo ? { FifoQueue: 'true' } : {};
  const { TopicArn: arn = '' } = await sns.send(
    new CreateTopicCommand({ Name: name, Attributes: fifo ? { FifoTopic: 'true' } : {} }),
  );
  const { QueueUrl: queue = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: ordered }),
  );
  const Endpoint = `arn:aws:sqs:eu-central-1:123456789012:${name}`;
  await sns.send(
    new SubscribeCommand({
      TopicArn: arn,
      Protocol: 'sqs',
      Endpoint,
      Attributes: {
        RawMessageDelivery: String(raw),
        ...(filter === undefined ? {} : { FilterPolicy: JSON.stringify(filter) }),
      },
    }),
  );
  return { arn, queue };
}

const sinkOf = (arn: string) => createSnsSink({ name: 'sns', client: sns, topic: arn, render });

async function received(queue: string): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: queue,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
      MessageAttributeNames: ['All'],
      MessageSystemAttributeNames: ['All'],
    }),
  );
  return Messages;
}

async function through(alert: Alert): Promise<string> {
  const { arn, queue } = await topic(true);
  await sinkOf(arn).send(alert, signal);
  const [message] = await received(queue);
  return message?.Body ?? '';
}

describe('the SNS sink', () => {
  it('gives a queue the finding as JSON, with attributes to filter by', async () => {
    const { arn, queue } = await topic(true);
    await sinkOf(arn).send(anAlert(), signal);
    const [message] = await received(queue);
    expect(JSON.parse(message?.Body ?? '')).toEqual({
      ...anAlert().finding,
      more: 41,
      steps: anAlert().procedure,
    });
    const found = Object.entries(message?.MessageAttributes ?? {});
    expect(
      Object.fromEntries(found.map(([name, { DataType, StringValue }]) => [name, [DataType, StringValue]])),
    ).toEqual({
      level: ['String', 'critical'],
      score: ['Number', '90'],
      actorKind: ['String', 'role'],
      account: ['String', '444455556666'],
      region: ['String', 'eu-central-1'],
      role: ['String', 'ProdAdmin'],
      rules: ['String.Array', '["new-country","impossible-travel","new-network"]'],
    });
  });

  it('gives the subject and the JSON inside SNS’s own envelope', async () => {
    const { arn, queue } = await topic(false);
    await sinkOf(arn).send(anAlert(), signal);
    const [message] = await received(queue);
    const envelope = JSON.parse(message?.Body ?? '');
    expect(envelope.Subject).toBe(alertSubject(anAlert()));
    expect(JSON.parse(envelope.Message)).toMatchObject({ id: anAlert().finding.id, more: 41 });
  });

  it('gives a telephone the subject: more than 1,600 characters are not sent', async () => {
    requests.length = 0;
    await through(anAlert());
    const { sms } = JSON.parse(new URLSearchParams(requests.at(-1)).get('Message') ?? '');
    expect(sms).toBe(alertSubject(anAlert()));
  });

  it('gives people text: default and e-mail', async () => {
    requests.length = 0;
    await through(anAlert());
    const message = JSON.parse(new URLSearchParams(requests.at(-1)).get('Message') ?? '');
    expect(Object.keys(message)).toEqual([
      'default',
      'email',
      'sms',
      'sqs',
      'lambda',
      'http',
      'https',
      'firehose',
    ]);
    expect([message.default, message.email]).toEqual([alertText(anAlert()), alertText(anAlert())]);
  });

  it('lets subscribers filter by level, score and rules', async () => {
    const takes = await topic(true, false, {
      score: [{ numeric: ['>=', 90] }],
      rules: ['impossible-travel'],
    });
    const leaves = await topic(true, false, { level: ['low'] });
    for (const { arn } of [takes, leaves]) await sinkOf(arn).send(anAlert(), signal);
    expect([await received(takes.queue), await received(leaves.queue)].map((all) => all.length)).toEqual([
      1, 0,
    ]);
  });

  it('orders a FIFO topic by actor and role, and is taken once', async () => {
    const { arn, queue } = await topic(true, true);
    await sinkOf(arn).send(anAlert(), signal);
    await sinkOf(arn).send(anAlert(), signal);
    const all = await received(queue);
    expect(all).toHaveLength(1);
    expect(all[0]?.Attributes?.MessageGroupId).toMatch(/^[0-9a-f]{64}$/);
    expect(all[0]?.Attributes?.MessageDeduplicationId).toMatch(/^[0-9a-f]{64}$/);
  });

  it('takes on a FIFO topic what happened to an action a second time', async () => {
    const { arn, queue } = await topic(true, true);
    const ledger = createMemoryLedger();
    const sinks = [{ ...sinkOf(arn), level: 'low' as const }];
    const alerting = createAlerting({ sinks, ledger, own: ledger, log: createLog('silent') });
    const entry = { action: 'revoke-session', actionId: '1', mode: 'auto', outcome: 'tampered', detail: '' };
    const { finding } = anAlert({ cause: null, actions: [entry] });
    for (const turn of [1, 1, 2]) await alerting.tell(finding, [], { turn });
    expect(await received(queue)).toHaveLength(2);
  });

  it('never goes over 256 KiB: the JSON is cut and says so', async () => {
    const evidence = Object.fromEntries(
      Array.from({ length: 400 }, (_, at) => [`fact${at}`, '"\\管'.repeat(40)]),
    );
    const signals = Array.from({ length: 40 }, (_, at) => ({
      ...aSignal('behaviour', `rule-${at}`, at),
      evidence,
    }));
    const alert = anAlert({ signals });
    expect(Buffer.byteLength(JSON.stringify(alert.finding))).toBeGreaterThan(1_000_000);
    requests.length = 0;
    const body = JSON.parse(await through(alert));
    expect(body.leftOut).toEqual(['usual', 'unknown', 'evidence of signals']);
    const message = new URLSearchParams(requests.at(-1)).get('Message') ?? '';
    expect(Buffer.byteLength(message)).toBeLessThan(262_144);
  });

  it('fits whatever a caller wrote', async () => {
    const { arn } = await topic(true);
    requests.length = 0;
    const long = HOSTILE.filter((text) => text.length > 1_000);
    for (const text of long) await sent(sinkOf(arn), poisoned(text));
    const messages = requests
      .map((body) => new URLSearchParams(body))
      .filter((body) => body.get('Action') === 'Publish');
    expect(messages.length).toBeGreaterThanOrEqual(long.length);
    for (const body of messages) {
      const { sqs: json } = JSON.parse(body.get('Message') ?? '');
      expect(JSON.parse(json)).toMatchObject({ schema: 'rolewarden.finding/1', score: 90, more: 41 });
    }
    expect(Math.max(...messages.map((body) => Buffer.byteLength(body.get('Message') ?? '')))).toBeLessThan(
      262_144 - 4_096,
    );
  });

  it('says which topic failed, why, and what to do', async () => {
    const arn = 'arn:aws:sns:eu-central-1:123456789012:missing';
    await expect(sinkOf(arn).send(anAlert(), signal)).rejects.toMatchObject({
      code: 'ERR_SINK',
      message: expect.stringMatching(/^the sink sns failed: arn:aws:sns:\S+:missing answered NotFound/),
      remedy: `check that ${arn} exists in that account and region`,
    });
  });
});
