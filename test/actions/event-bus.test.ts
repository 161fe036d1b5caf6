import { randomUUID } from 'node:crypto';
import {
  CreateEventBusCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, type Message, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { createEventBusSink } from '../../src/actions/sinks/event-bus.ts';
import { fitAlert } from '../../src/report/alert-json.ts';
import { createOcsfWriter } from '../../src/report/alert-ocsf.ts';
import { aSignal } from '../report/a-finding.ts';
import { loopClock } from '../support/loop-clock.ts';
import { sent } from '../support/sent.ts';
import { anAlert, poisoned } from './an-alert.ts';
import { type AwsStub, listIn, startStub } from './fake-aws.ts';
import { HOSTILE } from './hostile-texts.ts';

const signal = new AbortController().signal;
const settings = () => ({ endpoint: inject('aws'), region: 'eu-central-1' });
const ocsf = createOcsfWriter({ version: '0.1.0', techniques: () => [] });
let stub: AwsStub | undefined;
afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

async function bus(pattern: object): Promise<{ name: string; messages(): Promise<readonly Message[]> }> {
  const client = new EventBridgeClient(settings());
  const sqs = new SQSClient(settings());
  const name = `bus-${randomUUID()}`;
  await client.send(new CreateEventBusCommand({ Name: name }));
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const rule = { EventBusName: name, Name: 'findings', EventPattern: JSON.stringify(pattern) };
  await client.send(new PutRuleCommand(rule));
  const target = { Id: 'queue', Arn: `arn:aws:sqs:eu-central-1:123456789012:${name}` };
  await client.send(new PutTargetsCommand({ EventBusName: name, Rule: 'findings', Targets: [target] }));
  client.destroy();
  return {
    name,
    async messages() {
      const found: Message[] = [];
      for (let WaitTimeSeconds = 1; ; WaitTimeSeconds = 0) {
        const asked = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600, WaitTimeSeconds };
        const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
        if (Messages.length === 0) return found;
        found.push(...Messages);
      }
    },
  };
}

const sinkOf = (name: string, write?: typeof ocsf) =>
  createEventBusSink({
    name: 'bus',
    client: new EventBridgeClient(settings()),
    bus: name,
    render: (alert, most) => fitAlert(alert, most, write),
  });
const stubbed = ({ endpoint }: AwsStub) =>
  createEventBusSink({
    name: 'bus',
    client: new EventBridgeClient({ ...settings(), endpoint, maxAttempts: 1 }),
    bus: 'b',
    render: fitAlert,
  });

const detailOf = (entry: unknown) =>
  typeof entry === 'object' && entry !== null && 'Detail' in entry ? String(entry.Detail) : '';

describe('the EventBridge sink', () => {
  it('puts findings on a bus, where rules find them by source, type and detail', async () => {
    const { name, messages } = await bus({
      source: ['rolewarden'],
      'detail-type': ['Rolewarden Finding'],
      detail: { level: ['critical'], role: { name: ['ProdAdmin'] } },
    });
    const sink = sinkOf(name);
    await sent(sink, anAlert());
    await sent(sink, anAlert({ level: 'high' }));
    sink.close();
    const found = await messages();
    const levels = found.map(({ Body }): unknown => JSON.parse(Body ?? '').detail.level);
    expect(new Set(levels)).toEqual(new Set(['critical']));
    const event = JSON.parse(found[0]?.Body ?? '');
    expect(event).toMatchObject({
      source: 'rolewarden',
      'detail-type': 'Rolewarden Finding',
      time: '2026-03-14T02:14:07Z',
    });
    expect(event.resources).toEqual(['arn:aws:iam::444455556666:role/ProdAdmin']);
    expect(event.detail).toEqual({ ...anAlert().finding, more: 41, steps: anAlert().procedure });
  });

  it('puts OCSF where that is wanted', async () => {
    const { name, messages } = await bus({ detail: { class_uid: [2004] } });
    const sink = sinkOf(name, ocsf);
    await sink.send(anAlert(), signal);
    sink.close();
    expect(await messages()).toHaveLength(1);
  });

  it('carries hostile texts exactly', async () => {
    const { name, messages } = await bus({ source: ['rolewarden'] });
    const sink = sinkOf(name);
    const some = HOSTILE.filter((text, at) => at % 50 === 0 && text.length < 100).slice(0, 8);
    for (const text of some) await sent(sink, poisoned(text));
    const names = (await messages()).map(({ Body }) => JSON.parse(Body ?? '').detail.actor.name);
    expect([...new Set(names)].sort()).toEqual([...some].sort());
  });

  it('gathers what comes at once, ten a request, and answers each by itself', async () => {
    stub = await startStub((request) => ({
      body: {
        FailedEntryCount: 0,
        Entries: listIn(request, 'Entries').map(() => ({ EventId: randomUUID() })),
      },
    }));
    const sink = stubbed(stub);
    await Promise.all(Array.from({ length: 25 }, () => sink.send(anAlert(), signal)));
    const sizes = stub.requests.map((request) => listIn(request, 'Entries').length);
    expect(sizes.sort((a, b) => b - a)).toEqual([10, 10, 5]);
  });

  it('keeps an event under 256 KB and a request under 1 MB', async () => {
    stub = await startStub((request) => ({
      body: { Entries: listIn(request, 'Entries').map(() => ({ EventId: randomUUID() })) },
    }));
    const evidence = Object.fromEntries(
      Array.from({ length: 50 }, (_, at) => [`fact${at}`, 'x'.repeat(200)]),
    );
    const signals = Array.from({ length: 20 }, (_, at) => ({
      ...aSignal('behaviour', `rule-${at}`, at),
      evidence,
    }));
    const sink = stubbed(stub);
    await Promise.all(Array.from({ length: 10 }, () => sink.send(anAlert({ signals }), signal)));
    expect(stub.requests.length).toBeGreaterThan(1);
    for (const request of stub.requests) {
      const sizes = listIn(request, 'Entries').map((entry) => Buffer.byteLength(detailOf(entry)));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(240_000);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(1_000_000);
    }
  });

  it('sends again only what was refused for now', async () => {
    stub = await startStub((request, count) => ({
      body: {
        FailedEntryCount: count === 1 ? 1 : 0,
        Entries: listIn(request, 'Entries').map((_, at) =>
          count === 1 && at === 1
            ? { ErrorCode: 'ThrottlingException', ErrorMessage: 'slow' }
            : { EventId: randomUUID() },
        ),
      },
    }));
    const sink = stubbed(stub);
    await Promise.all([1, 2, 3].map((more) => sink.send(anAlert({}, { more }), signal)));
    const sizes = stub.requests.map((request) => listIn(request, 'Entries').length);
    expect(sizes).toEqual([3, 1]);
    expect(JSON.stringify(stub.requests[1])).toContain('\\"more\\":2');
  });

  it('gives up after three attempts, and tells the one concerned only', async () => {
    stub = await startStub((request) => ({
      body: {
        FailedEntryCount: 1,
        Entries: listIn(request, 'Entries').map((entry) =>
          JSON.stringify(entry).includes('\\"more\\":7')
            ? { ErrorCode: 'InternalFailure', ErrorMessage: 'oh \u001b[31m' }
            : { EventId: randomUUID() },
        ),
      },
    }));
    const sink = stubbed(stub);
    const results = await Promise.allSettled(
      [6, 7, 8].map((more) => sink.send(anAlert({}, { more }), signal)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(results[1]).toMatchObject({
      reason: {
        code: 'ERR_SINK',
        message: 'the sink bus failed: the bus b rejected the event: InternalFailure: oh  [31m',
      },
    });
    expect(stub.requests).toHaveLength(3);
  });

  it('does not try again what will never be taken, nor an answer that says nothing', async () => {
    stub = await startStub((_, count) => ({
      body: { FailedEntryCount: 1, Entries: count === 1 ? [{ ErrorCode: 'MalformedDetail' }] : [] },
    }));
    const sink = stubbed(stub);
    await expect(sink.send(anAlert(), signal)).rejects.toThrow('MalformedDetail');
    expect(stub.requests).toHaveLength(1);
    await expect(sink.send(anAlert(), signal)).rejects.toThrow('NoAnswer');
  });

  it('lets one caller give up without the others', async () => {
    stub = await startStub((request, count) =>
      count > 0
        ? { body: { Entries: listIn(request, 'Entries').map(() => ({ EventId: randomUUID() })) } }
        : undefined,
    );
    const sink = stubbed(stub);
    const results = await Promise.allSettled([
      sink.send(anAlert(), AbortSignal.abort(new Error('enough'))),
      sink.send(anAlert(), signal),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });

  it('hangs on nobody: no answer in five seconds is a failure', async () => {
    stub = await startStub(() => undefined);
    const clock = loopClock();
    await expect(stubbed(stub).send(anAlert(), signal)).rejects.toMatchObject({ code: 'ERR_SINK' });
    clock.stop();
    expect(clock.now()).toBeLessThan(9_000);
  });
});
