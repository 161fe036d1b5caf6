import { SQSClient } from '@aws-sdk/client-sqs';
import { expect, inject, test } from 'vitest';
import { sqsChannel } from '../bench/support/channel-sqs.ts';
import { contest, MEASURES } from '../bench/support/contest.ts';
import { FEED_MEASURES, feedRows } from '../bench/support/feeds.ts';
import { throughHandler } from '../bench/support/handler.ts';
import { sceneOf } from '../bench/support/live-tables.ts';
import { ruleCosts } from '../bench/support/rule-cost.ts';
import { CATALOGUE } from '../src/rules/catalogue.ts';

test('the pieces of bench:live run: every event is done, the crowd is ordinary, and its attackers alert', async () => {
  const { close, crowd, line } = await sceneOf(40);
  try {
    const sources = (['SQS', 'Kinesis', 'EventBridge'] as const).map((source) =>
      throughHandler(line.live, { source, size: source === 'EventBridge' ? 1 : 10, cells: [source] }),
    );
    const rows = await contest(crowd, sources, { events: 20, rounds: 1 });
    expect(rows.map((cells) => cells.length)).toEqual([0, 1, 2].map(() => 1 + MEASURES.length));
    expect(line.levels).toEqual(new Map());

    const { rules } = await ruleCosts(crowd, { events: 100, rounds: 1 });
    expect(rules.length).toBe(CATALOGUE.length);

    const aws = inject('aws');
    const sqs = new SQSClient({ endpoint: aws, region: 'us-east-1' });
    const length = { backlog: 10, puts: 1, rounds: 1 };
    const read = await feedRows(crowd, line, () => sqsChannel(sqs, aws), length);
    sqs.destroy();
    expect(read.map((cells) => cells.length)).toEqual([0, 1].map(() => FEED_MEASURES.length));
    expect(read.flat()).not.toContain('NaN');

    const attacked = throughHandler(line.live, { source: 'SQS', size: 50, attacks: true, cells: [] });
    await contest(crowd, [attacked], { events: 50, rounds: 0 });
    expect([...line.levels.values()].reduce((sum, one) => sum + one, 0)).toBeGreaterThan(0);
  } finally {
    await close();
  }
});
