import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** Messages of a call, and their bytes: SQS takes 256 KiB. */
const BATCH = 10;
const MOST = 200_000;

/** Sends messages to a queue, as few calls as it takes. */
export async function sendAll(sqs: SQSClient, QueueUrl: string, bodies: readonly string[]): Promise<void> {
  for (const some of batches(bodies)) {
    const Entries = some.map((MessageBody, at) => ({ Id: String(at), MessageBody }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  }
}

/** At most ten, and within what one call may hold. */
function batches(bodies: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const body of bodies) {
    const last = all.at(-1);
    const full = bytes + body.length > MOST || last === undefined || last.length === BATCH;
    if (full) all.push([body]);
    else last.push(body);
    bytes = full ? body.length : bytes + body.length;
  }
  return all;
}

/** How many messages a queue has, also those that somebody has received and not deleted. */
export async function leftIn(sqs: SQSClient, QueueUrl: string): Promise<number> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  const { ApproximateNumberOfMessages: seen, ApproximateNumberOfMessagesNotVisible: held } = Attributes;
  return Number(seen) + Number(held);
}

/** Receives and deletes every message of a queue, and returns their bodies. */
export async function drained(sqs: SQSClient, QueueUrl: string): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: BATCH }),
    );
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body = '' }) => Body));
    const Entries = Messages.map(({ ReceiptHandle = '' }, at) => ({ Id: String(at), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
  }
}
