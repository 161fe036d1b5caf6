import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from '../../test/support/aws-faults.ts';
import { openBucket } from './bucket.ts';
import type { Case } from './case.ts';
import { staged } from './leave.ts';
import { underLoad } from './load.ts';
import { until } from './waiting.ts';

const SQS = new Set(['ReceiveMessage', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch']);

function queueBroken(fault: Fault, seconds: number): Case {
  const what = `SQS answers ${fault} to every call for ${seconds} s under load`;
  return staged({ id: `sqs-${fault}`, matrix: 'F24', what }, {}, async (stage) => {
    const consumer = await stage.start();
    await underLoad(stage, { seconds: 5, times: 1 }, async () => {
      stage.aws.use(({ action }) => (SQS.has(action) ? fault : undefined));
      await wait(seconds * 1_000);
      await until('the fault is counted', async () => (await consumer.metric('feed_errors')) > 0);
      stage.aws.use(() => undefined);
    });
    const met = stage.aws.seen.filter((call) => call.fault === fault).length;
    return {
      fired: { 'calls that met it': met, 'feed errors counted': await consumer.metric('feed_errors') },
    };
  });
}

function bucketBroken(fault: Fault): Case {
  const what = `files in S3: GetObject answers ${fault} for 5 s`;
  return staged(
    { id: `s3-${fault}`, matrix: 'F25', what },
    ({ place }) => ({ together: 20, config: bucketTrusted(`trail-${place}`) }),
    async (stage) => {
      const bucket = await openBucket(stage.ground.aws, `trail-${stage.ground.place}`);
      try {
        const notices = await bucket.put(stage.bodies);
        stage.aws.use(({ action }) => (action.startsWith('GET /trail') ? fault : undefined));
        await stage.start();
        await stage.send(notices);
        const met = () => stage.aws.seen.filter((call) => call.fault === fault).length;
        await until('the fault fires', () => met() > 0);
        await wait(4_000);
        stage.aws.use(() => undefined);
        return { fired: { 'reads that met it': met(), files: notices.length } };
      } finally {
        bucket.close();
      }
    },
  );
}

/** What files of the bucket tell of may be acted upon, too. */
function bucketTrusted(bucket: string): (standard: { readonly revocation: object }) => object {
  return ({ revocation }) => ({ revocation: { ...revocation, trusted: [`arn:aws:s3:::${bucket}`] } });
}

/** Where the events come from does not answer, or refuses. */
export const sourceCases: readonly Case[] = [
  queueBroken('503', 5),
  queueBroken('denied', 4),
  queueBroken('reset', 4),
  bucketBroken('503'),
  bucketBroken('denied'),
];
