import { configHashOf, VERSION } from '../../app.ts';
import { modesOf } from '../../config/modes.ts';
import type { Config } from '../../config/schema.ts';
import { reasonOf } from '../../core/errors.ts';
import type { Feed } from '../../core/ports/feed.ts';
import { both, type Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { atMost } from '../../core/time/waiting.ts';
import type { Environment } from '../../environment.ts';
import { createLive, type Live } from '../../live.ts';
import { configuredStore, storeWords } from '../../store.ts';
import { sendCanaries } from './canary.ts';
import { type Listen, serveHealth } from './health.ts';
import { writeMinutely } from './minutely.ts';
import { createPrometheus, type Prometheus } from './prometheus.ts';
import { createReadiness, type ReadinessCheck } from './readiness.ts';
import { watchLoop } from './watchdog.ts';

/** Opens a feed. `line`: where checkpoints are kept, and what takes over deliveries that can wait no longer. */
export type OpenFeed = (line: Pick<Live, 'checkpoints' | 'letGo'>, meter: Meter) => Feed;

/** What `consume` needs. */
export interface ConsumeOptions {
  readonly config: Config;
  readonly environment: Environment;
  readonly log: Log;
  readonly open: OpenFeed;
  /** How the feed is named in the log. */
  readonly name: string;
  /** Where the health server listens; undefined for none. */
  readonly listen: Listen | undefined;
  /** Whether metrics are also written to stdout, for CloudWatch. */
  readonly emf: boolean;
  /** Whether STS is called each minute, so that events must arrive and silence is suspicious. */
  readonly canary: boolean;
  /** Stops the consumer when it aborts; what is in flight is finished first. */
  readonly signal: AbortSignal;
}

/** Time for what is in flight (ms): ECS and Kubernetes by default kill a process after 30 seconds. */
const DRAIN = 25_000;
/** The same after an error that nobody caught. */
const FATAL_DRAIN = 5_000;
/** Time for closing the line (ms). */
const CLOSE = 2_000;

/**
 * Consumes a feed until it is stopped, and returns the exit status. 0: everything in flight was settled; 1: something
 * was abandoned and will be redelivered, or the process could not go on. Throws what no retry can mend.
 */
export async function consume(options: ConsumeOptions): Promise<number> {
  const { config, environment, listen, log, open, signal } = options;
  const choice = configuredStore(config.store, environment);
  const prometheus = createPrometheus();
  const close: (() => unknown)[] = [];
  const emf = options.emf ? writeMinutely(log) : undefined;
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
    if (options.canary) close.push(sendCanaries(live.canary));
    const places = { store: storeWords(choice), feed: options.name, health: server?.address ?? 'off' };
    log.info({ ...about(config, live), ...places }, 'started');
    if (choice.kind === 'memory') log.warn({}, MEMORY);
    return await drained({ feed, live, log, prometheus, signal });
  } finally {
    // last opened, first closed; but the health server answers to the end
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
  'no store is configured: what is usual is lost when this process ends, and is not shared with other consumers';

/** Runs the feed. It is stopped, and what is in flight finished, by a signal or by an error that nobody caught. */
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
    log.info({ drainSeconds: DRAIN / 1_000 }, 'stopping: receives nothing more, finishes what is in flight');
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

/** For the first log line: all that must be equal in two consumers that are to judge alike. */
function about(config: Config, { app }: Live): object {
  return {
    version: VERSION,
    configHash: configHashOf(config),
    modes: modesOf(config.revocation),
    databases: app.locator.describe().databases.map(({ buildDate, kind }) => ({ kind, buildDate })),
    lists: app.locator.describe().lists,
  };
}

function stackOf(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.stack : undefined;
}
