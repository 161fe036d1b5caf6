import { configHashOf, VERSION } from '../../app.ts';
import { modesOf } from '../../config/modes.ts';
import type { Config } from '../../config/schema.ts';
import type { Feed } from '../../core/ports/feed.ts';
import { both, type Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { atMost } from '../../core/time/waiting.ts';
import type { Environment } from '../../environment.ts';
import { createLive, type Live } from '../../live.ts';
import { configuredStore, storeWords } from '../../store-choice.ts';
import { sendCanaries } from './canary.ts';
import { type Listen, serveHealth } from './health.ts';
import { writeMinutely } from './minutely.ts';
import { createPrometheus, type Prometheus } from './prometheus.ts';
import { createReadiness, type ReadinessCheck } from './readiness.ts';
import { runUntilStopped } from './running.ts';
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
        : await serveHealth({ listen, log, ...served(feed, readiness, prometheus) });
    if (server !== undefined) close.unshift(server.close);
    close.push(watchLoop(log));
    if (options.canary) close.push(sendCanaries(live.canary));
    const places = { store: storeWords(choice), feed: options.name, health: server?.address ?? 'off' };
    log.info({ ...about(config, live), ...places }, 'started');
    if (choice.kind === 'memory') log.warn({}, MEMORY);
    return await runUntilStopped({ feed, take: live.take, log, prometheus, signal });
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
