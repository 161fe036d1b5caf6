import { createRequire } from 'node:module';
import { setTimeout as wait } from 'node:timers/promises';
import {
  CreateStreamCommand,
  DeleteStreamCommand,
  DescribeStreamSummaryCommand,
  KinesisClient,
  ListShardsCommand,
  MergeShardsCommand,
  PutRecordsCommand,
  type Shard,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { freePort, type Running, run } from './processes.ts';

/** A Kinesis emulator, with what tests do to streams. */
export interface KinesisServer extends Running {
  readonly url: string;
  /** Makes a stream and waits for it. */
  create(stream: string, shards: number): Promise<void>;
  /** Deletes a stream and waits until it is gone. */
  remove(stream: string): Promise<void>;
  /** Puts texts, in order, into the shard whose hash key range begins at `at` (0 to 1 of the range). */
  put(stream: string, at: number, texts: readonly string[]): Promise<void>;
  /** Shards that still take records. */
  open(stream: string): Promise<readonly Shard[]>;
  /** Splits the shard at `at` in two halves. */
  split(stream: string, at: number): Promise<void>;
  /** Merges the shards that hold `at` and `next`. */
  merge(stream: string, at: number, next: number): Promise<void>;
}

const require = createRequire(import.meta.url);
const MOST = 2n ** 128n - 1n;

/** Starts kinesalite in a process of its own, whose streams change within 20 ms. */
export async function startKinesis(): Promise<KinesisServer> {
  const port = await freePort();
  const cli = require.resolve('kinesalite/cli.js');
  const quick = ['create', 'delete', 'update'].flatMap((what) => [`--${what}StreamMs`, '20']);
  const running = await run(
    process.execPath,
    [cli, '--port', String(port), '--shardLimit', '100', ...quick],
    port,
  );
  const url = `http://127.0.0.1:${port}`;
  const client = new KinesisClient({ endpoint: url, requestHandler: new NodeHttpHandler() });
  const active = async (stream: string) => {
    for (let tries = 0; tries < 6_000; tries++) {
      const answer = await client.send(new DescribeStreamSummaryCommand({ StreamName: stream }));
      if (answer.StreamDescriptionSummary?.StreamStatus === 'ACTIVE') return;
      await wait(10);
    }
    throw new Error(`the stream ${stream} never became active`);
  };
  const open = async (stream: string) => {
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: stream }));
    return Shards.filter((shard) => shard.SequenceNumberRange?.EndingSequenceNumber === undefined);
  };
  const holding = async (stream: string, at: number) => {
    const key = keyAt(at);
    const found = (await open(stream)).find((shard) => {
      const [from, to] = rangeOf(shard);
      return from <= key && key <= to;
    });
    if (found === undefined) throw new Error(`no shard holds ${at}`);
    return found;
  };
  return {
    ...running,
    url,
    open,
    async stop() {
      client.destroy();
      await running.stop();
    },
    async create(stream, shards) {
      await client.send(new CreateStreamCommand({ StreamName: stream, ShardCount: shards }));
      await active(stream);
    },
    async remove(stream) {
      await client.send(new DeleteStreamCommand({ StreamName: stream }));
      await wait(20);
      for (let there = true; there; ) {
        await wait(20);
        there = await open(stream).then(
          () => true,
          () => false,
        );
      }
    },
    async put(stream, at, texts) {
      for (let from = 0; from < texts.length; from += 500) {
        const Records = texts.slice(from, from + 500).map((text) => ({
          Data: Buffer.from(text),
          PartitionKey: 'any',
          ExplicitHashKey: String(keyAt(at)),
        }));
        const answer = await client.send(new PutRecordsCommand({ StreamName: stream, Records }));
        if (answer.FailedRecordCount !== 0) throw new Error('not all records were put');
      }
    },
    async split(stream, at) {
      const shard = await holding(stream, at);
      const [from, to] = rangeOf(shard);
      const middle = String((from + to) / 2n);
      const command = { StreamName: stream, ShardToSplit: shard.ShardId, NewStartingHashKey: middle };
      await client.send(new SplitShardCommand(command));
      await active(stream);
    },
    async merge(stream, at, next) {
      const [one, other] = [await holding(stream, at), await holding(stream, next)];
      const command = { StreamName: stream, ShardToMerge: one.ShardId, AdjacentShardToMerge: other.ShardId };
      await client.send(new MergeShardsCommand(command));
      await active(stream);
    },
  };
}

function keyAt(at: number): bigint {
  return (MOST * BigInt(Math.round(at * 1_000))) / 1_000n;
}

function rangeOf({ HashKeyRange }: Shard): readonly [bigint, bigint] {
  return [BigInt(HashKeyRange?.StartingHashKey ?? 0), BigInt(HashKeyRange?.EndingHashKey ?? 0)];
}
