/**
 * The live path with real Redis, closed loop, one batch in flight: the Lambda handler in this process, and the feeds
 * against emulators. Node works on one core, redis-server on another of the same machine.
 * `npm run bench:live [-- --quick]`: quick takes less than a minute, and leaves out 10,000 actors.
 */
import { arch, cpus } from 'node:os';
import { wrap } from '../scripts/wrap.ts';
import { feedTables } from './support/feed-tables.ts';
import { actorsTable, alertsTable, rulesTable, sceneOf, sizesTable } from './support/live-tables.ts';
import { ruleCosts } from './support/rule-cost.ts';
import { ruleTables } from './support/rule-tables.ts';
import { number } from './support/table.ts';

const quick = process.argv.includes('--quick');
const length = quick ? { events: 500, rounds: 2 } : { events: 5_000, rounds: 7 };
const feedLength = quick ? { backlog: 500, puts: 10, rounds: 1 } : { backlog: 5_000, puts: 50, rounds: 5 };
const say = (text: string) => process.stdout.write(`${text}\n`);

const scene = await sceneOf(1_000);
const { crowd, line } = scene;
const sizes = crowd
  .next(4_000)
  .map((record) => Buffer.byteLength(JSON.stringify(wrap('eventbridge', [record]))));
const bytes = sizes.reduce((sum, one) => sum + one, 0) / sizes.length;
say(
  `Node ${process.version}, ${cpus()[0]?.model ?? arch()}, ${cpus().length} cores, redis-server on the same machine; events of ${number(bytes)} bytes as EventBridge sends them; ${number(length.events)} events a round (at most 500 batches), medians of ${length.rounds} rounds after one that is not counted; every round goes through all rows`,
);
await sizesTable(scene, length);
await alertsTable(scene, length);
await rulesTable(scene, length);
ruleTables(await ruleCosts(crowd, { events: quick ? 500 : 2_000, rounds: length.rounds }));
await feedTables(scene, feedLength, quick ? 100 : 500);
const told = (counts: ReadonlyMap<string, number>) =>
  [...counts].map(([what, count]) => `${count} × ${what}`).join('; ') || 'none';
say(`\nFindings of the line with all rules: ${told(line.levels)}. Complaints: ${told(line.complaints)}.`);
await scene.close();
await actorsTable(quick ? [100] : [100, 1_000, 10_000], length);
