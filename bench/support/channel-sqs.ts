import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { SQS_PACE } from '../../src/feeds/sqs/pace.ts';
import { createSqsFeed } from '../../src/feeds/sqs/sqs.ts';
import { createLog } from '../../src/run/log.ts';
import type { Channel } from './channel.ts';

/** A queue at moto, read alone as the feed reads it: as many receivers, each deleting what it received. */
export async function sqsChannel(sqs: SQSClient, endpoint: string): Promise<Channel> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  const receiver = async (arrived: (text: string) => void, abortSignal: AbortSignal) => {
    while (!abortSignal.aborted) {
      const asked = { QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 };
      const { Messages = [] } = await sqs
        .send(new ReceiveMessageCommand(asked), { abortSignal })
        .catch((thrown: unknown) => {
          if (abortSignal.aborted) return { Messages: [] };
          throw thrown;
        });
      if (Messages.length === 0) continue;
      const Entries = Messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle }));
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
      for (const { Body = '' } of Messages) arrived(Body);
    }
  };
  return {
    async put(texts) {
      for (let from = 0; from < texts.length; from += 10) {
        const Entries = texts
          .slice(from, from + 10)
          .map((MessageBody, at) => ({ Id: String(at), MessageBody }));
        await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    feed: () => createSqsFeed({ queue: QueueUrl, endpoint, meter: NO_METER, log: createLog('silent') }),
    async alone(arrived, signal) {
      await Promise.all(Array.from({ length: SQS_PACE.receivers }, () => receiver(arrived, signal)));
    },
  };
}
