import { RolewardenError } from '../../core/errors.ts';
import type { Checkpoints } from '../../core/ports/checkpoints.ts';
import type { Feed } from '../../core/ports/feed.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import { createStreamCalls } from './calls.ts';
import { type FeedState, readWhileOurs } from './holding.ts';
import { AT_ONCE, IN_FLIGHT, type LetGo, PACE, PAGE, type Pace } from './parts.ts';
import { createRoom } from './room.ts';
import { isStream, type KinesisSettings } from './stream.ts';
import { aborted, endedBy } from './time.ts';
import { createWatch, type Watch } from './watch.ts';

/** What a Kinesis feed needs. */
export interface KinesisOptions {
  /** Name or ARN. With an ARN, kinesis:DescribeStreamSummary is not needed, and the stream may be another account's. */
  readonly stream: string;
  /** Where a stream without stored positions begins: at its tip, or at its oldest record. */
  readonly start: 'latest' | 'horizon';
  /** Opens the store of how far a stream was read, by the stream's ARN. */
  readonly checkpoints: (arn: string) => Checkpoints;
  readonly letGo: LetGo;
  readonly meter: Meter;
  readonly log: Log;
  readonly settings?: KinesisSettings;
  readonly pace?: Partial<Pace>;
}

const MEASURE_EVERY = 5_000;

/**
 * Reads all shards of a Kinesis stream in this process, while no other process does. Throws ERR_CONFIG_INVALID if
 * `stream` is neither a name nor an ARN.
 */
export function createKinesisFeed(options: KinesisOptions): Feed {
  const { log, meter, stream } = options;
  if (!isStream(stream)) {
    throw new RolewardenError(
      'ERR_CONFIG_INVALID',
      `${JSON.stringify(stream)} names no Kinesis stream`,
      'give its name, or its ARN: arn:aws:kinesis:REGION:ACCOUNT:stream/NAME',
    );
  }
  const calls = createStreamCalls(stream, options.settings ?? {}, PAGE.count);
  const watch = createWatch(log, meter);
  const room = createRoom(IN_FLIGHT, () => {
    meter.set('in_flight', room.count);
    meter.set('in_flight_bytes', room.bytes);
  });
  const state: FeedState = { phase: 'begins', lease: undefined };
  return {
    async run({ abandon, stop, take }) {
      const ending = endedBy(stop, abandon);
      const timer = setInterval(watch.measure, MEASURE_EVERY).unref();
      const slots = createRoom({ count: AT_ONCE, bytes: Number.POSITIVE_INFINITY }, () => {});
      const pace = { ...PACE, ...options.pace };
      const shared = { ...options, abandon, calls, pace, room, slots, take, watch };
      try {
        const work = readWhileOurs(shared, state, ending.signal);
        await Promise.race([work, aborted(abandon)]);
        return { abandoned: abandon.aborted ? room.count : 0 };
      } finally {
        state.phase = 'stopped';
        clearInterval(timer);
        ending.unlink();
      }
    },
    health: () => healthOf(state, watch),
    close: () => calls.close(),
  };
}

function healthOf({ lease, phase }: FeedState, watch: Watch) {
  if (phase === 'stands by') return { ok: true, detail: 'stands by: another process reads the stream' };
  const { detail, ok } = watch.health();
  if (phase !== 'reads') return { ok: false, detail: ok ? phase : `${phase}: ${detail}` };
  return { ok, detail: lease?.adrift() ? `${detail}, without checkpoints: the store is lost` : detail };
}
