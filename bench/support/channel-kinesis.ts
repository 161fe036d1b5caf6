import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { GetRecordsCommand, GetShardIteratorCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { createKinesisFeed } from '../../src/feeds/kinesis/kinesis.ts';
import { PACE, PAGE } from '../../src/feeds/kinesis/parts.ts';
import { createLog } from '../../src/run/log.ts';
import type { KinesisServer } from '../../test/support/kinesis-server.ts';
import type { Channel } from './channel.ts';

/** A stream of one shard at kinesalite, read alone as the feed reads it: as large pages, as often. */
export async function kinesisChannel(server: KinesisServer): Promise<Channel> {
  const stream = randomUUID();
  await server.create(stream, 1);
  const settings = { endpoint: server.url, region: 'us-east-1' };
  return {
    put: (texts) => server.put(stream, 0, texts),
    feed({ checkpoints, letGo }) {
      if (checkpoints === undefined) throw new Error('a stream needs a store');
      const shared = { checkpoints, letGo, meter: NO_METER, log: createLog('silent'), settings };
      return createKinesisFeed({ ...shared, stream, start: 'horizon' });
    },
    async alone(arrived, signal) {
      const client = new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() });
      const shard = {
        StreamName: stream,
        ShardId: 'shardId-000000000000',
        ShardIteratorType: 'TRIM_HORIZON' as const,
      };
      let { ShardIterator } = await client.send(new GetShardIteratorCommand(shard));
      while (!signal.aborted) {
        const began = performance.now();
        const page = await client.send(new GetRecordsCommand({ ShardIterator, Limit: PAGE.count }));
        ShardIterator = page.NextShardIterator;
        for (const { Data } of page.Records ?? []) arrived(Buffer.from(Data ?? []).toString());
        const pace = (page.Records ?? []).length > 0 ? PACE.flowing : PACE.idle;
        const left = Math.max(0, pace - (performance.now() - began));
        await wait(left, undefined, { signal }).catch(() => {});
      }
      client.destroy();
    },
  };
}
