import type { Checkpoints } from '../../src/core/ports/checkpoints.ts';
import type { Delivery, Fate, Take } from '../../src/core/ports/delivery.ts';
import type { Feed } from '../../src/core/ports/feed.ts';
import { createKinesisFeed, type KinesisOptions } from '../../src/feeds/kinesis/kinesis.ts';
import type { Pace } from '../../src/feeds/kinesis/parts.ts';

/** A line of the log. */
export interface Line {
  readonly level: string;
  readonly fields: object;
  readonly message: string;
}

/** A feed that runs, and what it handed over. */
export interface Consumer {
  readonly feed: Feed;
  /** The texts of records that are done, in the order in which they were handed over. */
  readonly done: readonly string[];
  readonly deliveries: readonly Delivery[];
  readonly letGo: readonly Delivery[];
  readonly lines: readonly Line[];
  readonly counts: ReadonlyMap<string, number>;
  said(message: string): number;
  /** Settles when `run` does. */
  readonly ended: Promise<{ readonly abandoned: number }>;
  stop(): Promise<{ readonly abandoned: number }>;
  abandon(): void;
}

/** Times at which nothing takes long. Nobody loses the stream because the machine is slow: see `SHORT`. */
const QUICK: Partial<Pace> = {
  lease: 60_000,
  renew: 300,
  standby: 200,
  hold: 1_500,
  list: 300,
  children: 50,
  flowing: 20,
  idle: 50,
  first: 50,
  most: 500,
};

/** The lease of whoever is to lose the stream: longer than a busy machine stands still. */
export const SHORT = 5_000;

/** What a consumer reads, and what it makes of it. */
export interface ConsumerOptions {
  readonly url: string;
  readonly stream: string;
  readonly checkpoints: (arn: string) => Checkpoints;
  readonly start?: KinesisOptions['start'];
  readonly pace?: Partial<Pace>;
  /** What becomes of a text; `done` if it is left out. `stopped` aborts once nothing more is to be read. */
  readonly fate?: (text: string, stopped: AbortSignal | undefined) => Fate | Promise<Fate>;
  readonly letGo?: KinesisOptions['letGo'];
  readonly settings?: KinesisOptions['settings'];
}

/** Runs a feed until it is stopped. */
export function consume(options: ConsumerOptions): Consumer {
  const { checkpoints, fate = () => 'done', pace = {}, start = 'horizon', stream, url } = options;
  const done: string[] = [];
  const deliveries: Delivery[] = [];
  const letGo: Delivery[] = [];
  const lines: Line[] = [];
  const counts = new Map<string, number>();
  const [stop, abandon] = [new AbortController(), new AbortController()];
  const say = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  const feed = createKinesisFeed({
    stream,
    start,
    checkpoints,
    settings: options.settings ?? { endpoint: url },
    pace: { ...QUICK, ...pace },
    log: { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') },
    meter: {
      add(counter, by, labelled) {
        const name = labelled === undefined ? counter : `${counter}/${labelled}`;
        counts.set(name, (counts.get(name) ?? 0) + by);
      },
      set: (gauge, value) => void counts.set(gauge, value),
      observe() {},
    },
    async letGo(delivery, reason) {
      await options.letGo?.(delivery, reason);
      letGo.push(delivery);
    },
  });
  const take: Take = async (all, how) => {
    const fates: Fate[] = [];
    for (const delivery of all) {
      const text = textOf(delivery);
      const became = await fate(text, how?.signal);
      fates.push(became);
      deliveries.push(delivery);
      if (became === 'done') done.push(text);
    }
    return fates;
  };
  const ended = feed.run({ take, stop: stop.signal, abandon: abandon.signal });
  ended.catch(() => {});
  return {
    feed,
    done,
    deliveries,
    letGo,
    lines,
    counts,
    ended,
    said: (message) =>
      lines.filter((line) => line.level !== 'debug' && line.message.includes(message)).length,
    async stop() {
      stop.abort();
      const result = await ended;
      feed.close();
      return result;
    },
    abandon: () => abandon.abort(),
  };
}

/** The text of a delivery of bytes. Throws on any other. */
export function textOf({ body }: Delivery): string {
  if (!(body instanceof Uint8Array)) throw new Error('no bytes');
  return Buffer.from(body).toString('utf8');
}

/** `a0`, `a1` … */
export function texts(prefix: string, count: number, from = 0): readonly string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${from + at}`);
}
