import { type MessageAttributeValue, PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Alert, Sink } from '../../core/action/alert.ts';
import { awsError } from './failure.ts';
import { inTime } from './pause.ts';
import { token } from './token.ts';

/** How an alert is written for a topic's subscribers. */
export interface SnsRender {
  /** Printable ASCII, less than 100 characters. */
  readonly subject: (alert: Alert) => string;
  readonly text: (alert: Alert) => string;
  /** JSON in about `most` bytes. */
  readonly json: (alert: Alert, most: number) => string;
  /** What subscribers filter by; no value is empty. */
  readonly fields: (alert: Alert) => object;
}

const LIMIT = 262_144;
/** Bytes of the JSON form, tried in turn: it is in the message five times, each time escaped once more. */
const BUDGETS = [40_000, 20_000, 8_000, 2_000];
const MACHINES = ['sqs', 'lambda', 'http', 'https', 'firehose'];

/**
 * Publishes alerts to a topic: text for people (`default`, `email`), JSON for queues, functions and hooks, attributes
 * to filter by. A topic whose name ends in `.fifo` gets groups and deduplication ids.
 */
export function createSnsSink(options: {
  readonly name: string;
  readonly client: SNSClient;
  readonly topic: string;
  readonly render: SnsRender;
}): Sink {
  const { name, client, topic, render } = options;
  return {
    name,
    async send(alert, signal) {
      const MessageAttributes = attributes(render.fields(alert));
      const command = new PublishCommand({
        TopicArn: topic,
        Subject: render.subject(alert),
        MessageStructure: 'json',
        Message: message(alert, render, LIMIT - sizeOf(MessageAttributes)),
        MessageAttributes,
        ...(topic.endsWith('.fifo') ? inOrder(alert) : {}),
      });
      try {
        await inTime(signal, (abortSignal) => client.send(command, { abortSignal }));
      } catch (thrown) {
        throw awsError(name, topic, thrown);
      }
    },
    close: () => client.destroy(),
  };
}

/** The message in at most `most` bytes, however much the finding contains. */
function message(alert: Alert, render: SnsRender, most: number): string {
  const text = render.text(alert);
  const written = (json: string) =>
    JSON.stringify({
      default: text,
      email: text,
      // a topic sends at most 1,600 characters as SMS
      sms: render.subject(alert),
      ...Object.fromEntries(MACHINES.map((machine) => [machine, json])),
    });
  for (const budget of BUDGETS) {
    const whole = written(render.json(alert, budget));
    if (Buffer.byteLength(whole) <= most) return whole;
  }
  return JSON.stringify({ default: render.subject(alert) });
}

function attributes(fields: object): Record<string, MessageAttributeValue> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, attribute(value)]));
}

function attribute(value: unknown): MessageAttributeValue {
  if (typeof value === 'number') return { DataType: 'Number', StringValue: String(value) };
  if (Array.isArray(value)) return { DataType: 'String.Array', StringValue: JSON.stringify(value) };
  return { DataType: 'String', StringValue: String(value) };
}

function sizeOf(all: Readonly<Record<string, MessageAttributeValue>>): number {
  return Object.entries(all).reduce(
    (sum, [name, { DataType = '', StringValue = '' }]) =>
      sum + Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue),
    0,
  );
}

/** One group for each actor and role. SNS takes the same deduplication id once in five minutes. */
function inOrder({ effect, finding }: Alert): { MessageGroupId: string; MessageDeduplicationId: string } {
  return { MessageGroupId: token(finding.group), MessageDeduplicationId: token(effect) };
}
