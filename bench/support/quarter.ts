import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCast } from '../../scripts/organisation/cast.ts';
import { placesIn } from '../../scripts/organisation/measure.ts';
import { ordinaryDays } from '../../scripts/organisation/quarter.ts';
import { type App, createApp } from '../../src/app.ts';
import { createMemoryStore } from '../../src/baseline/memory/store.ts';
import { parseConfig } from '../../src/config/load.ts';
import type { StsEvent } from '../../src/core/event/event.ts';
import { inOrder } from '../../src/core/event/order.ts';
import type { Store } from '../../src/core/ports/ports.ts';
import { mergeCopies } from '../../src/ingest/record/merge.ts';
import { normalise } from '../../src/ingest/record/normalise.ts';
import { createLog } from '../../src/run/log.ts';

/** The steps of a record's way, in µs of a core: all threads of the process, the collector's too. */
export interface Cost {
  readonly parse: number;
  readonly normalise: number;
  readonly order: number;
  readonly recall: number;
  readonly judge: number;
  readonly learn: number;
}

/** Days of a made-up organisation as lines, and an app that knows its places. */
export interface Quarter {
  readonly lines: readonly string[];
  app(store: Store): Promise<App>;
  close(): void;
}

const BATCH = 1_000;
const used = () => {
  const { system, user } = process.cpuUsage();
  return system + user;
};

/** `days` of about `people` people and as many machines: everybody has habits, and comes back. */
export function quarterOf(days: number, people: number): Quarter {
  const cast = createCast(1, { days, people, machines: Math.ceil(people / 5) });
  const folder = mkdtempSync(join(tmpdir(), 'rolewarden-bench-'));
  const config = parseConfig({ databases: placesIn(folder, cast) }, 'bench');
  return {
    lines: ordinaryDays(cast).map((record) => JSON.stringify(record)),
    app: (store) => createApp({ config, store, log: createLog('silent') }),
    close: () => rmSync(folder, { recursive: true }),
  };
}

/** Walks the whole way once, with an empty memory. What was judged last is given to `last`, for a closer look. */
export async function walk(
  quarter: Quarter,
  lines: readonly string[],
  last?: (app: App, store: Store, events: readonly StsEvent[]) => Promise<void>,
): Promise<Cost> {
  const watched = watch(createMemoryStore());
  const app = await quarter.app(watched.store);
  const [parse, records] = timed(() => lines.map((line): unknown => JSON.parse(line)));
  const [read, events] = timed(() =>
    records.flatMap((record) => {
      const result = normalise(record, app.locator, app.how);
      return result.kind === 'event' ? [result.event] : [];
    }),
  );
  records.length = 0;
  const [order, ordered] = timed(() => inOrder(mergeCopies(events).events));
  const start = used();
  for (let at = 0; at < ordered.length; at += BATCH) await app.analyzer.judge(ordered.slice(at, at + BATCH));
  const judge = used() - start - watched.recall() - watched.learn();
  const cost = {
    parse: parse / lines.length,
    normalise: read / lines.length,
    order: order / lines.length,
    recall: watched.recall() / ordered.length,
    judge: judge / ordered.length,
    learn: watched.learn() / ordered.length,
  };
  await last?.(app, watched.store, ordered);
  await app.close();
  return cost;
}

function timed<T>(work: () => T): readonly [number, T] {
  const start = used();
  const done = work();
  return [used() - start, done];
}

/** A store whose answers are timed: it answers within the call. */
function watch(store: Store) {
  let recall = 0;
  let learn = 0;
  const watched: Store = {
    ...store,
    recall(request) {
      const [time, answer] = timed(() => store.recall(request));
      recall += time;
      return answer;
    },
    learn(lessons) {
      const [time, answer] = timed(() => store.learn(lessons));
      learn += time;
      return answer;
    },
  };
  return { store: watched, recall: () => recall, learn: () => learn };
}
