/** A container's consumer in small: receives, analyses, deletes what is not failed. Killed without warning. */
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { parseConfig } from '../../src/config/load.ts';
import type { Log } from '../../src/core/ports/ports.ts';
import { createLive, type Live } from '../../src/live.ts';
import { createLog } from '../../src/run/log.ts';

/** Batches under way at once: one that waits for IAM must not hold up the others. */
const LOOPS = 6;
const VISIBILITY = 6;
const BATCH = 10;

const [path = '', queue = '', source = '', endpoint = ''] = process.argv.slice(2);
const sqs = new SQSClient({ endpoint, region: 'us-east-1' });
const config = parseConfig(JSON.parse(readFileSync(path, 'utf8')), path);
const live = await createLive({ config, environment: process.env, log: telling(createLog('error')) });
console.log('ready');
await Promise.all(Array.from({ length: LOOPS }, () => consume(live)));

/** The parent hears when the store did not answer in time: then an alert may come twice. */
function telling(log: Log): Log {
  const heard = (text: string) => {
    if (text.startsWith('the ledger did not answer')) console.log(`away ${Date.now()}`);
  };
  return {
    debug: () => {},
    info: () => {},
    warn: (_fields, text) => heard(text),
    error(fields, text) {
      heard(text);
      log.error(fields, text);
    },
  };
}

async function consume({ app }: Live): Promise<never> {
  for (;;) {
    const messages = await received();
    if (messages.length === 0) await wait(200);
    else await settled(app, messages);
  }
}

async function received(): Promise<readonly Message[]> {
  const asked = { QueueUrl: queue, MaxNumberOfMessages: BATCH, VisibilityTimeout: VISIBILITY };
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
  return Messages;
}

async function settled(app: Live['app'], messages: readonly Message[]): Promise<void> {
  const beat = setInterval(
    () => {
      const Entries = entriesOf(messages).map((entry) => ({ ...entry, VisibilityTimeout: VISIBILITY }));
      void sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queue, Entries })).catch(() => {});
    },
    (VISIBILITY * 1_000) / 2,
  );
  try {
    const deliveries = messages.map(({ Body, MessageId = '' }) => ({ id: MessageId, body: Body, source }));
    const outcomes = await app.analyzer.analyze(deliveries);
    const Entries = entriesOf(messages.filter((_, at) => outcomes[at]?.status !== 'failed'));
    if (Entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queue, Entries }));
  } finally {
    clearInterval(beat);
  }
}

function entriesOf(messages: readonly Message[]) {
  return messages.map(({ ReceiptHandle = '' }, at) => ({ Id: String(at), ReceiptHandle }));
}
