import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  KinesisClient,
  type Shard as ListedShard,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Position } from '../../core/ports/checkpoints.ts';
import { within } from '../../core/time/waiting.ts';
import { type KinesisSettings, type Shard, STREAM_ARN, type StreamCalls } from './stream.ts';

/** Limit of GetRecords (ms): a page may have 10 MB, so only a silent or very slow connection exceeds it. */
const LIMIT = 20_000;
/** Limit of every other call (ms). */
const QUICK = 5_000;
/**
 * HTTP/1.1 with connections that are kept open. The SDK’s own handler for Kinesis speaks HTTP/2, with a session for each
 * call. No emulator understands that, so tests could not use what runs in production. Only enhanced fan-out would need it.
 */
const HTTP = { connectionTimeout: 2_000, requestTimeout: LIMIT, throwOnRequestTimeout: true } as const;

/** Makes no call yet. `stream` is a name or an ARN; a page has at most `most` records. */
export function createStreamCalls(stream: string, settings: KinesisSettings, most: number): StreamCalls {
  const [arn, home, name = stream] = STREAM_ARN.exec(stream) ?? [];
  const region = home ?? settings.region;
  const client = new KinesisClient({
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(region === undefined ? {} : { region }),
    // the callers retry: by then they may know more, such as another position
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler(HTTP),
  });
  const which = { StreamName: name, ...(arn === undefined ? {} : { StreamARN: arn }) };
  return {
    async arn(signal) {
      if (arn !== undefined) return arn;
      const command = new DescribeStreamSummaryCommand(which);
      const answer = await within(QUICK, signal, (abortSignal) => client.send(command, { abortSignal }));
      return answer.StreamDescriptionSummary?.StreamARN ?? stream;
    },
    shards: (signal) => listed(client, which, signal),
    async iterator(shardId, from, signal) {
      const command = new GetShardIteratorCommand({ ...which, ShardId: shardId, ...startOf(from) });
      const answer = await within(QUICK, signal, (abortSignal) => client.send(command, { abortSignal }));
      return answer.ShardIterator ?? '';
    },
    async records(iterator, signal) {
      const command = new GetRecordsCommand({
        ShardIterator: iterator,
        Limit: most,
        ...(arn === undefined ? {} : { StreamARN: arn }),
      });
      const answer = await within(LIMIT, signal, (abortSignal) => client.send(command, { abortSignal }));
      const records = (answer.Records ?? []).map((record) => ({
        sequence: record.SequenceNumber ?? '',
        arrived: record.ApproximateArrivalTimestamp?.getTime() ?? 0,
        data: record.Data ?? new Uint8Array(),
      }));
      return { records, next: answer.NextShardIterator, behind: answer.MillisBehindLatest ?? 0 };
    },
    close: () => client.destroy(),
  };
}

/** Asks for the next page by the last shard, not by token: with a token, a request must not name the stream. */
async function listed(
  client: KinesisClient,
  which: { readonly StreamName: string },
  signal: AbortSignal,
): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (;;) {
    const last = shards.at(-1)?.id;
    const command = new ListShardsCommand({
      ...which,
      ...(last === undefined ? {} : { ExclusiveStartShardId: last }),
    });
    const answer = await within(QUICK, signal, (abortSignal) => client.send(command, { abortSignal }));
    const found = (answer.Shards ?? []).map(shardOf);
    shards.push(...found);
    if (answer.NextToken === undefined || found.length === 0) return shards;
  }
}

function shardOf({ AdjacentParentShardId, ParentShardId, SequenceNumberRange, ShardId }: ListedShard): Shard {
  return {
    key: `${ShardId}/${SequenceNumberRange?.StartingSequenceNumber ?? ''}`,
    id: ShardId ?? '',
    parents: [ParentShardId, AdjacentParentShardId].filter((parent) => parent !== undefined),
    open: SequenceNumberRange?.EndingSequenceNumber === undefined,
  };
}

function startOf(
  from: Position | { readonly kind: 'latest' },
): Pick<GetShardIteratorCommandInput, 'ShardIteratorType' | 'StartingSequenceNumber' | 'Timestamp'> {
  switch (from.kind) {
    case 'latest':
      return { ShardIteratorType: 'LATEST' };
    case 'since':
      return { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(from.time) };
    case 'after':
      return { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: from.sequence };
    default:
      return { ShardIteratorType: 'TRIM_HORIZON' };
  }
}
