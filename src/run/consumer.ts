import { configHashOf, VERSION } from '../app.ts';
import type { Config } from '../config/schema.ts';
import { reasonOf } from '../core/errors.ts';
import type { Feed } from '../core/feed.ts';
import { both, type Meter } from '../core/meter.ts';
import type { Log } from '../core/ports.ts';
import { atMost } from '../core/waiting.ts';
import { createLive, type Live } from '../live.ts';
import { configuredStore, storeWords } from '../store.ts';
import { type Listen, serveHealth } from './health.ts';
import { writeMinutely } from './minutely.ts';
import { createPrometheus, type Prometheus } from './prometheus.ts';
import { createReadiness, modesOf, type ReadinessCheck } from './readiness.ts';
import { watchLoop } from './watchdog.ts';

/** Opens a feed with what the line gives it: where checkpoints are kept, and what cannot wait any longer. */
export type OpenFeed = (line: Pick<Live, 'checkpoints' | 'letGo'>, meter: Meter) => Feed;

export interface ConsumeOptions {
  readonly config: Config;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** The feed, and how it is named in the log. */
  readonly open: OpenFeed;
  readonly name: string;
  readonly listen: Listen | undefined;
  /** Whether what is measured goes to stdout, for CloudWatch, as well. */
  readonly emf: boolean;
  /** Stops it: what is in flight is finished first. */
  readonly signal: AbortSignal;
}

/** Time for what is in flight: ECS and Kubernetes kill after 30 seconds. */
const DRAIN = 25_000;
const FATAL_DRAIN = 5_000;
const CLOSE = 2_000;

/**
 * Consumes a feed until it is stopped. 0: everything in flight was settled; 1: something was abandoned and comes
 * again, or the process could not go on. Throws for what no retry can mend.
 */
export async function consume(options: ConsumeOptions): Promise<number> {
  const { config, environment, listen, log, open, signal } = options;
  const choice = configuredStore(config.store, environment);
  const prometheus = createPrometheus();
  const close: (() => unknown)[] = [];
  const emf = options.emf ? writeMinutely() : undefined;
  if (emf !== undefined) close.push(emf.close);
  const meter = emf === undefined ? prometheus.meter : both(prometheus.meter, emf.meter);
  try {
    const live = await createLive({ config, environment, log, meter });
    close.push(() => atMost(CLOSE, live.close()));
    const feed = open(live, meter);
    close.push(feed.close);
    const readiness = createReadiness({ config, choice, feed });
    close.unshift(readiness.close);
    const server =
      listen === undefined
        ? undefined
        : await serveHealth({ listen, ...served(feed, readiness, prometheus) });
    if (server !== undefined) close.unshift(server.close);
    close.push(watchLoop(log));
    const places = { store: storeWords(choice), feed: options.name, health: server?.address ?? 'off' };
    log.info({ ...about(config, live), ...places }, 'started');
    if (choice.kind === 'memory') log.warn({}, MEMORY);
    return await drained({ feed, live, log, prometheus, signal });
  } finally {
    // last opened, first closed; the health server answers to the end
    for (const end of close.reverse()) await end();
  }
}

function served(feed: Feed, readiness: ReadinessCheck, { contentType, text }: Prometheus) {
  return {
    live: () => {
      const health = feed.health();
      return { ...health, ok: health.stuck !== true };
    },
    ready: readiness.check,
    metrics: async () => ({ type: contentType, text: await text() }),
  };
}

const MEMORY =
  'no store is configured: what is usual is forgotten with this process, and is not shared with other consumers';

/** Runs the feed; the first signal or the first error that nobody caught ends it in good order. */
async function drained(parts: {
  readonly feed: Feed;
  readonly live: Live;
  readonly log: Log;
  readonly prometheus: Prometheus;
  readonly signal: AbortSignal;
}): Promise<number> {
  const { feed, live, log, prometheus, signal } = parts;
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const timers: NodeJS.Timeout[] = [];
  let failed = false;
  const end = (drain: number) => {
    timers.push(setTimeout(() => abandon.abort(), drain));
    stop.abort();
  };
  const stopped = () => {
    log.info(
      { drainSeconds: DRAIN / 1_000 },
      'stopping: nothing more is received, what is in flight is finished',
    );
    end(DRAIN);
  };
  const fatal = (thrown: unknown) => {
    log.error(
      { reason: reasonOf(thrown), stack: stackOf(thrown) },
      'an error that nobody caught: this process ends',
    );
    failed = true;
    end(FATAL_DRAIN);
  };
  process.on('uncaughtException', fatal).on('unhandledRejection', fatal);
  signal.addEventListener('abort', stopped, { once: true });
  if (signal.aborted) stopped();
  try {
    const { abandoned } = await feed.run({ take: live.take, stop: stop.signal, abandon: abandon.signal });
    const counts = {
      done: prometheus.read('deliveries', 'done'),
      again: prometheus.read('deliveries', 'again'),
    };
    log.info({ ...counts, events: prometheus.read('events'), abandoned }, 'stopped');
    return failed || abandoned > 0 ? 1 : 0;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', stopped);
    process.off('uncaughtException', fatal).off('unhandledRejection', fatal);
  }
}

/** What makes two consumers comparable, for the first line. */
function about(config: Config, { app }: Live): object {
  return {
    version: VERSION,
    configHash: configHashOf(config),
    modes: modesOf(config),
    databases: app.locator.describe().databases.map(({ buildDate, kind }) => ({ kind, buildDate })),
    lists: app.locator.describe().lists,
  };
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}
