import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { Alert, Sink } from '../../core/action/alert.ts';
import { createBatcher, type Refusal } from './batch.ts';
import { awsError, printable, remedyFor, sinkError } from './failure.ts';
import { inTime } from './pause.ts';

/** EventBridge takes 10 entries and 1 MB in a request. */
const MOST = { entries: 10, bytes: 1_000_000 };
/** Bytes of an event: above 256 KB it does not reach every target. */
const ENTRY = 240_000;
const ROLE = /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]{1,576}$/;
const PERMANENT = /^(?:Malformed|Invalid|NotAuthorized|AccessDenied)/;

/** Puts alerts on an event bus: source `rolewarden`, detail type `Rolewarden Finding`. */
export function createEventBusSink(options: {
  readonly name: string;
  readonly client: EventBridgeClient;
  /** Name or ARN. */
  readonly bus: string;
  /** A JSON object in about `most` bytes. */
  readonly render: (alert: Alert, most: number) => string;
}): Sink {
  const { name, client, bus, render } = options;
  const batcher = createBatcher<PutEventsRequestEntry>({
    most: MOST,
    sizeOf,
    send: (entries, signal) => put(client, entries, signal),
    toError: ({ code, said }) =>
      sinkError(name, `the bus ${bus} rejected the event: ${code}: ${said}`, remedyFor(code, bus)),
  });
  return {
    name,
    async send(alert, signal) {
      try {
        await batcher.add(toEntry(alert, bus, render(alert, ENTRY)), signal);
      } catch (thrown) {
        throw awsError(name, bus, thrown);
      }
    },
    close() {
      batcher.close();
      client.destroy();
    },
  };
}

function toEntry({ finding }: Alert, bus: string, detail: string): PutEventsRequestEntry {
  const arn = finding.role?.arn ?? '';
  return {
    EventBusName: bus,
    Source: 'rolewarden',
    DetailType: 'Rolewarden Finding',
    Time: new Date(finding.time),
    Detail: detail,
    ...(ROLE.test(arn) ? { Resources: [arn] } : {}),
  };
}

/** Bytes as EventBridge counts them: 14 for the time, and those of source, detail type, detail and resources. */
function sizeOf({
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number {
  return (
    14 + [Source, DetailType, Detail, ...Resources].reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  );
}

async function put(
  client: EventBridgeClient,
  entries: readonly PutEventsRequestEntry[],
  signal: AbortSignal,
): Promise<readonly (Refusal | undefined)[]> {
  const command = new PutEventsCommand({ Entries: [...entries] });
  const { Entries = [] } = await inTime(signal, (abortSignal) => client.send(command, { abortSignal }));
  return entries.map((_, at) => {
    const { EventId, ErrorCode = 'NoAnswer', ErrorMessage = '' } = Entries[at] ?? {};
    if (EventId !== undefined) return undefined;
    const code = printable(ErrorCode, 80);
    return { code, said: printable(ErrorMessage, 300), again: !PERMANENT.test(code) };
  });
}
