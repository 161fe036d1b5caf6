import { SQSClient } from '@aws-sdk/client-sqs';
import { CREDENTIALS } from '../../scripts/chaos/ground.ts';
import { startKinesis } from '../../test/support/kinesis-server.ts';
import { startMoto } from '../../test/support/moto.ts';
import { kinesisChannel } from './channel-kinesis.ts';
import { sqsChannel } from './channel-sqs.ts';
import { FEED_MEASURES, type FeedLength, feedRows } from './feeds.ts';
import type { Scene } from './live-tables.ts';
import { head, row } from './table.ts';

/** The feeds against emulators that this starts and stops, each beside what the emulator alone gives. */
export async function feedTables(
  { crowd, line }: Scene,
  length: FeedLength,
  sqsBacklog: number,
): Promise<void> {
  Object.assign(process.env, CREDENTIALS);
  const moto = await startMoto();
  const kinesis = await startKinesis();
  const sqs = new SQSClient({ endpoint: moto.url, region: 'us-east-1' });
  try {
    head('SQS feed and moto', FEED_MEASURES);
    const short = { ...length, backlog: sqsBacklog };
    for (const cells of await feedRows(crowd, line, () => sqsChannel(sqs, moto.url), short)) row(cells);
    head('Kinesis feed and kinesalite, one shard', FEED_MEASURES);
    for (const cells of await feedRows(crowd, line, () => kinesisChannel(kinesis), length)) row(cells);
  } finally {
    sqs.destroy();
    await moto.stop();
    await kinesis.stop();
  }
}
