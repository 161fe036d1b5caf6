import { type Crowd, contest, crowdOn, type Entrant, type Length, MEASURES, warmUp } from './contest.ts';
import { habitsOf } from './habits.ts';
import { throughHandler } from './handler.ts';
import { type Line, openLine, TEN } from './line.ts';
import { stageOf } from './stage.ts';
import { head, number, row } from './table.ts';

const BATCH = 100;
const SIZES = [1, 10, 100, 1_000];

/** A crowd whose habits and sessions are known to Redis and to a line's process. */
export interface Scene {
  readonly crowd: Crowd;
  readonly line: Line;
  close(): Promise<void>;
}

/** A warm scene of so many actors. */
export async function sceneOf(actors: number): Promise<Scene> {
  const stage = await stageOf(actors, habitsOf(actors));
  const crowd = crowdOn(stage, actors);
  const line = await openLine(stage.port);
  await warmUp(crowd, [throughHandler(line.live, { source: 'SQS', size: BATCH, cells: [] })]);
  return {
    crowd,
    line,
    async close() {
      await line.live.close();
      await stage.stop();
    },
  };
}

async function table(
  crowd: Crowd,
  length: Length,
  how: { readonly title: string; readonly columns: readonly string[]; readonly entrants: readonly Entrant[] },
): Promise<void> {
  head(how.title, [...how.columns, ...MEASURES]);
  for (const cells of await contest(crowd, how.entrants, length)) row(cells);
}

/** Every source and size of a batch. */
export function sizesTable({ crowd, line: { live } }: Scene, length: Length, sizes = SIZES): Promise<void> {
  const entrants = (['SQS', 'Kinesis'] as const).flatMap((source) =>
    sizes.map((size) => throughHandler(live, { source, size, cells: [source, number(size)] })),
  );
  const alone = throughHandler(live, { source: 'EventBridge', size: 1, cells: ['EventBridge', '1'] });
  const title = `Lambda handler, by source and size of a batch: ${number(crowd.actors)} actors, all rules`;
  return table(crowd, length, { title, columns: ['source', 'events'], entrants: [...entrants, alone] });
}

/** No event in fifty that alerts, and one. */
export function alertsTable({ crowd, line: { live } }: Scene, length: Length): Promise<void> {
  const entrants = [false, true].map((attacks) =>
    throughHandler(live, { source: 'SQS', size: BATCH, attacks, cells: [attacks ? '2 %' : 'none'] }),
  );
  const title = `Alerts: SQS, batches of ${BATCH}, ${number(crowd.actors)} actors`;
  return table(crowd, length, { title, columns: ['alerting'], entrants });
}

/** No rule, ten, and all, turned off by configuration: three lines with one Redis. */
export async function rulesTable({ crowd, line }: Scene, length: Length): Promise<void> {
  const others = [await openLine(crowd.stage.port, []), await openLine(crowd.stage.port, TEN)];
  const entrants = [...others, line].map(({ live }, at) =>
    throughHandler(live, { source: 'SQS', size: BATCH, cells: [['none', '10', 'all'][at] ?? ''] }),
  );
  await warmUp(crowd, entrants);
  const title = `Rules: SQS, batches of ${BATCH}, ${number(crowd.actors)} actors`;
  await table(crowd, length, { title, columns: ['rules'], entrants });
  for (const { live } of others) await live.close();
}

/** A crowd after another, each with a Redis and a process of its own. */
export async function actorsTable(counts: readonly number[], length: Length): Promise<void> {
  head(`Growth with actors: SQS, batches of ${BATCH}, all rules`, ['actors', 'bytes/actor', ...MEASURES]);
  for (const actors of counts) {
    const { close, crowd, line } = await sceneOf(actors);
    const cells = [number(actors), number(crowd.stage.bytesPerActor)];
    const entrant = throughHandler(line.live, { source: 'SQS', size: BATCH, cells });
    for (const found of await contest(crowd, [entrant], length)) row(found);
    await close();
  }
}
