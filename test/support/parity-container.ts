import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { wrap } from '../../scripts/wrap.ts';
import type { Take } from '../../src/core/ports/delivery.ts';
import type { Feed } from '../../src/core/ports/feed.ts';
import { NO_METER } from '../../src/core/ports/meter.ts';
import { createKinesisFeed } from '../../src/feeds/kinesis/kinesis.ts';
import { createSqsFeed } from '../../src/feeds/sqs/sqs.ts';
import type { Live } from '../../src/live.ts';
import { createLog } from '../../src/run/log.ts';
import type { KinesisServer } from './kinesis-server.ts';
import type { Told } from './parity.ts';

const log = createLog('silent');

/** One message for a batch, as a CloudWatch Logs subscription packs them; the next is sent when it is done. */
export async function throughSqs(
  live: Live,
  batches: readonly (readonly Told[])[],
  aws: string,
): Promise<void> {
  const sqs = new SQSClient({ endpoint: aws, region: 'us-east-1' });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: randomUUID() }));
  const feed = createSqsFeed({ queue: QueueUrl, endpoint: aws, meter: NO_METER, log });
  await running(feed, live, async (done) => {
    for (const [at, batch] of batches.entries()) {
      const body = gzipSync(JSON.stringify(wrap('cloudwatch-logs', batch))).toString('base64');
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body }));
      await until(() => done() > at);
    }
  });
  sqs.destroy();
}

/** One record for each event, all put at once into the one shard, which keeps their order. */
export async function throughKinesis(
  live: Live,
  batches: readonly (readonly Told[])[],
  server: KinesisServer,
): Promise<void> {
  const stream = randomUUID();
  await server.create(stream, 1);
  const texts = batches.flat().map((record) => JSON.stringify(wrap('eventbridge', [record])));
  await server.put(stream, 0, texts);
  const { checkpoints, letGo } = live;
  if (checkpoints === undefined) throw new Error('a stream needs a store');
  const settings = { endpoint: server.url, region: 'us-east-1' };
  const feed = createKinesisFeed({
    stream,
    start: 'horizon',
    checkpoints,
    letGo,
    meter: NO_METER,
    log,
    settings,
  });
  await running(feed, live, (done) => until(() => done() >= texts.length));
}

/** Runs a feed while `work` goes on, and stops it in good order. */
async function running(feed: Feed, live: Live, work: (done: () => number) => Promise<void>): Promise<void> {
  let done = 0;
  const take: Take = async (deliveries) => {
    const fates = await live.take(deliveries);
    done += fates.filter((fate) => fate === 'done').length;
    return fates;
  };
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const run = feed.run({ take, stop: stop.signal, abandon: abandon.signal });
  try {
    await Promise.race([work(() => done), run.then(() => Promise.reject(new Error('the feed ended')))]);
  } finally {
    stop.abort();
    await run;
    feed.close();
  }
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 60_000) throw new Error('not done within ten minutes');
    await wait(10);
  }
}
