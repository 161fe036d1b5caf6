import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { within } from '../../core/time/waiting.ts';
import { parseQueueUrl } from './url.ts';

/** A message as it was received. */
export interface Arrived {
  readonly id: string;
  readonly handle: string;
  readonly body: string;
  /** How often it has been received, this time included. */
  readonly receives: number;
}

/** What became of one entry of a batch call. `gone`: the lease is lost, and no retry helps. */
export type EntryResult = 'ok' | 'gone' | 'failed';

/** A queue's settings, as far as they matter to a consumer. */
export interface QueueFacts {
  readonly arn: string;
  /** Seconds that a received message stays invisible. */
  readonly visibility: number;
  /** Whether it has a dead-letter queue. */
  readonly deadLetters: boolean;
}

/** The calls to a queue. Each is one attempt with its own time limit. A batch has at most `TEN` entries. */
export interface SqsQueue {
  readonly name: string;
  facts(signal: AbortSignal): Promise<QueueFacts>;
  /** Receives up to `TEN` messages. `wait`: seconds until an empty answer; `visibility`: seconds of the lease. */
  receive(
    how: { readonly wait: number; readonly visibility: number },
    signal: AbortSignal,
  ): Promise<readonly Arrived[]>;
  /** Deletes messages. One answer for each, in order. */
  remove(handles: readonly string[], signal: AbortSignal): Promise<readonly EntryResult[]>;
  /** Makes messages invisible for so many seconds from now on. One answer for each, in order. */
  hide(
    entries: readonly { readonly handle: string; readonly seconds: number }[],
    signal: AbortSignal,
  ): Promise<readonly EntryResult[]>;
  close(): void;
}

/** The most messages of one receive or batch call: SQS's limit. */
export const TEN = 10;
/** Time limit of a call (ms), on top of what a receive waits. */
const CALL = 5_000;

/** Makes no call yet. Throws ERR_USAGE for what is not the URL of a queue. */
export function openQueue(url: string, endpoint: string | undefined): SqsQueue {
  const { name, origin, region } = parseQueueUrl(url);
  const client = new SQSClient({
    ...(region === undefined ? {} : { region }),
    endpoint: endpoint ?? origin,
    useQueueUrlAsEndpoint: false,
    // the feed retries, and logs it
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
    // with 0, others would receive messages while they are judged here; 30 is SQS's default
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

function entries(count: number, { Failed = [] }: BatchAnswer): readonly EntryResult[] {
  const failed = new Map(
    Failed.map(({ Code = '', Id, SenderFault }) => [
      Id,
      SenderFault === true && !/Throttl/.test(Code) ? ('gone' as const) : ('failed' as const),
    ]),
  );
  return Array.from({ length: count }, (_, at) => failed.get(String(at)) ?? 'ok');
}
