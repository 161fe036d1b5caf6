import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { within } from '../core/waiting.ts';
import { parseQueueUrl } from './sqs-url.ts';

/** A message as it was received. */
export interface Arrived {
  readonly id: string;
  readonly handle: string;
  readonly body: string;
  /** How often it has been received, this time included. */
  readonly receives: number;
}

/** What became of one entry of a batch. `gone`: the lease is lost, no retry helps. */
export type Entry = 'ok' | 'gone' | 'failed';

export interface QueueFacts {
  readonly arn: string;
  /** Seconds that a received message stays invisible. */
  readonly visibility: number;
  readonly deadLetters: boolean;
}

/** A queue's calls, each one attempt with a limit of its own. Batches take at most ten. */
export interface SqsQueue {
  readonly name: string;
  facts(signal: AbortSignal): Promise<QueueFacts>;
  receive(
    how: { readonly wait: number; readonly visibility: number },
    signal: AbortSignal,
  ): Promise<readonly Arrived[]>;
  remove(handles: readonly string[], signal: AbortSignal): Promise<readonly Entry[]>;
  /** Invisible for so many seconds from now on. */
  hide(
    entries: readonly { readonly handle: string; readonly seconds: number }[],
    signal: AbortSignal,
  ): Promise<readonly Entry[]>;
  close(): void;
}

/** The most that one receive and one batch call hold: SQS's limit. */
export const TEN = 10;
const CALL = 5_000;

/** Opens a client; nothing is called. Throws ERR_USAGE for what is not the URL of a queue. */
export function openQueue(url: string, endpoint: string | undefined): SqsQueue {
  const { name, origin, region } = parseQueueUrl(url);
  const client = new SQSClient({
    ...(region === undefined ? {} : { region }),
    endpoint: endpoint ?? origin,
    useQueueUrlAsEndpoint: false,
    // the feed retries itself, and says so
    maxAttempts: 1,
    requestHandler: {
      connectionTimeout: 1_000,
      httpsAgent: { maxSockets: 64 },
      httpAgent: { maxSockets: 64 },
    },
  });
  return {
    name,
    facts: (signal) => within(CALL, signal, (abortSignal) => factsOf(client, url, abortSignal)),
    async receive({ visibility, wait }, signal) {
      const command = new ReceiveMessageCommand({
        QueueUrl: url,
        MaxNumberOfMessages: TEN,
        WaitTimeSeconds: wait,
        VisibilityTimeout: visibility,
        MessageSystemAttributeNames: ['ApproximateReceiveCount'],
      });
      const limit = wait * 1_000 + CALL;
      const { Messages = [] } = await within(limit, signal, (abortSignal) =>
        client.send(command, { abortSignal }),
      );
      return Messages.flatMap(arrived);
    },
    async remove(handles, signal) {
      const Entries = handles.map((ReceiptHandle, at) => ({ Id: String(at), ReceiptHandle }));
      const command = new DeleteMessageBatchCommand({ QueueUrl: url, Entries });
      const answer = await within(CALL, signal, (abortSignal) => client.send(command, { abortSignal }));
      return entries(handles.length, answer);
    },
    async hide(wanted, signal) {
      const Entries = wanted.map(({ handle, seconds }, at) => ({
        Id: String(at),
        ReceiptHandle: handle,
        VisibilityTimeout: seconds,
      }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: url, Entries });
      const answer = await within(CALL, signal, (abortSignal) => client.send(command, { abortSignal }));
      return entries(wanted.length, answer);
    },
    close: () => client.destroy(),
  };
}

async function factsOf(client: SQSClient, url: string, abortSignal: AbortSignal): Promise<QueueFacts> {
  const AttributeNames = ['QueueArn', 'VisibilityTimeout', 'RedrivePolicy'] as const;
  const command = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: [...AttributeNames] });
  const { Attributes = {} } = await client.send(command, { abortSignal });
  const visibility = Number(Attributes['VisibilityTimeout']);
  return {
    arn: Attributes['QueueArn'] ?? '',
    // a queue of 0 would show messages to others while they are judged
    visibility: visibility > 0 ? visibility : 30,
    deadLetters: Attributes['RedrivePolicy'] !== undefined,
  };
}

function arrived({ Attributes, Body, MessageId, ReceiptHandle }: Message): readonly Arrived[] {
  if (MessageId === undefined || ReceiptHandle === undefined) return [];
  const receives = Number(Attributes?.ApproximateReceiveCount ?? 1);
  return [{ id: MessageId, handle: ReceiptHandle, body: Body ?? '', receives }];
}

interface BatchAnswer {
  readonly Failed?:
    | undefined
    | readonly {
        readonly Id: string | undefined;
        readonly SenderFault: boolean | undefined;
        readonly Code: string | undefined;
      }[];
}

function entries(count: number, { Failed = [] }: BatchAnswer): readonly Entry[] {
  const failed = new Map(
    Failed.map(({ Code = '', Id, SenderFault }) => [
      Id,
      SenderFault === true && !/Throttl/.test(Code) ? ('gone' as const) : ('failed' as const),
    ]),
  );
  return Array.from({ length: count }, (_, at) => failed.get(String(at)) ?? 'ok');
}
