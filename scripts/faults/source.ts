import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { type FaultProxy, startFaults } from '../../test/support/aws-faults.ts';
import { type KinesisServer, startKinesis } from '../../test/support/kinesis-server.ts';
import { redisCli } from '../../test/support/redis-cluster.ts';

/** Where a stage's events come from, if it is not the queue. */
export interface Source {
  readonly arn: string;
  /** Arguments of `consume`. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  send(bodies: readonly string[]): Promise<void>;
  /** What nobody is done with yet. */
  left(redisPort: number): Promise<number>;
  close(): Promise<void>;
}

/** A stream in an emulator of its own, behind a proxy that breaks calls. */
export interface Stream extends Source {
  readonly server: KinesisServer;
  readonly name: string;
  readonly calls: FaultProxy;
}

const NAME = 'trail';

/** Starts kinesalite with a stream of so many shards; texts go to its shards in turn. */
export async function openStream(shards: number, seed: number): Promise<Stream> {
  const server = await startKinesis();
  await server.create(NAME, shards);
  const calls = await startFaults(server.url, seed);
  const client = new KinesisClient({
    endpoint: server.url,
    region: 'us-east-1',
    requestHandler: new NodeHttpHandler(),
  });
  const arn = `arn:aws:kinesis:us-east-1:000000000000:stream/${NAME}`;
  let turn = 0;
  return {
    arn,
    name: NAME,
    server,
    calls,
    args: ['--source', 'kinesis', '--stream', NAME, '--start', 'horizon'],
    env: { AWS_ENDPOINT_URL_KINESIS: calls.url },
    async send(bodies) {
      for (const body of bodies) await server.put(NAME, ((turn++ * 0.382) % 0.98) + 0.01, [body]);
    },
    async left(port) {
      const kept = await redisCli(port, ['hgetall', `rw:kinesis:${arn}`]);
      const ends = await lastOf(client);
      return ends.filter(({ id, last }) => !isPast(kept, id, last)).length;
    },
    async close() {
      client.destroy();
      await calls.close();
      await server.stop();
    },
  };
}

/** Whether a shard's checkpoint is its last record, or its end. */
function isPast(kept: string, shard: string, last: string): boolean {
  const lines = kept.split('\n');
  const at = lines.findIndex((line) => line.startsWith('s:') && line.includes(shard));
  return lines[at + 1]?.includes(`a${last}@`) === true || lines[at + 1] === 'e';
}

/** The last record of every shard that has one. */
async function lastOf(client: KinesisClient) {
  const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName: NAME }));
  const ends: { readonly id: string; readonly last: string }[] = [];
  for (const { ShardId } of Shards) {
    const asked = { StreamName: NAME, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator: iterator } = await client.send(new GetShardIteratorCommand(asked));
    let last = '';
    for (let pages = 0; iterator !== undefined && pages < 4; pages++) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      last = page.Records?.at(-1)?.SequenceNumber ?? last;
      iterator = page.NextShardIterator;
    }
    if (last !== '') ends.push({ id: ShardId ?? '', last });
  }
  return ends;
}
