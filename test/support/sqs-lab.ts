import { randomUUID } from 'node:crypto';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { vi } from 'vitest';

/** A queue of the test's own in moto. */
export interface LabQueue {
  readonly url: string;
  send(bodies: readonly string[]): Promise<void>;
  /** Messages that can be received, and those that somebody holds. */
  counts(): Promise<{ readonly visible: number; readonly hidden: number }>;
  /** Waits until nothing is left, visible or not. */
  empty(): Promise<void>;
  /** Receives whatever is visible, once: nobody sees it for ten minutes. */
  bodies(): Promise<readonly string[]>;
}

/** Queues in moto. `aws`: its address; URLs lead through `through`, where a proxy is to be between. */
export function sqsLab(aws: string, through = aws) {
  const client = new SQSClient({ endpoint: aws, useQueueUrlAsEndpoint: false });
  return {
    /** Hides what was received for longer than a busy machine stands still, and shows soon what it lost on the way. */
    async queue(attributes: Readonly<Record<string, string>> = {}): Promise<LabQueue> {
      const QueueName = `rolewarden-${randomUUID()}`;
      const { QueueUrl = '' } = await client.send(
        new CreateQueueCommand({ QueueName, Attributes: { VisibilityTimeout: '15', ...attributes } }),
      );
      return labQueue(client, QueueUrl, QueueUrl.replace(aws, through));
    },
    close: () => client.destroy(),
  };
}

function labQueue(client: SQSClient, QueueUrl: string, url: string): LabQueue {
  const counts = async () => {
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] });
    const { Attributes = {} } = await client.send(asked);
    return {
      visible: Number(Attributes['ApproximateNumberOfMessages']),
      hidden: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    };
  };
  return {
    url,
    counts,
    async send(bodies) {
      for (let at = 0; at < bodies.length; at += 10) {
        const Entries = bodies.slice(at, at + 10).map((MessageBody, n) => ({ Id: String(n), MessageBody }));
        await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      }
    },
    empty: () =>
      until(async () => {
        const { hidden, visible } = await counts();
        return visible + hidden === 0;
      }),
    async bodies() {
      const found: string[] = [];
      for (;;) {
        const asked = new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          WaitTimeSeconds: 0,
          VisibilityTimeout: 600,
        });
        const { Messages = [] } = await client.send(asked);
        if (Messages.length === 0) return found;
        found.push(...Messages.map(({ Body = '' }) => Body));
      }
    },
  };
}

/** Polls until something is true; what a receive lost on a busy machine comes again only after its visibility. */
export async function until(holds: () => boolean | Promise<boolean>, seconds = 240): Promise<void> {
  await vi.waitFor(
    async () => {
      if (!(await holds())) throw new Error(`not within ${seconds} s: ${holds}`);
    },
    { timeout: seconds * 1_000, interval: 50 },
  );
}
