import type { Delivery, Take } from '../core/delivery.ts';
import type { Meter } from '../core/meter.ts';
import type { Log } from '../core/ports.ts';
import type { Room } from './kinesis-room.ts';
import type { StreamCalls } from './kinesis-stream.ts';
import type { Watch } from './kinesis-watch.ts';

/** Takes over deliveries that still came back when a shard could wait no longer. Throws if it cannot. */
export type LetGo = (deliveries: readonly Delivery[], reason: string) => Promise<void>;

/** Times in milliseconds; tests have shorter ones. */
export interface Pace {
  /** How long the stream is ours after the server last said so, and how often it is asked. */
  readonly lease: number;
  readonly renew: number;
  /** How often a process that stands by asks for the stream. */
  readonly standby: number;
  /** How long a shard waits for deliveries that come back. */
  readonly hold: number;
  /** How often the stream is asked for its shards, and how soon again while a shard that ended has no child yet. */
  readonly list: number;
  readonly children: number;
  /** From one GetRecords of a shard to the next: while records flow, and otherwise. AWS takes five a second. */
  readonly flowing: number;
  readonly idle: number;
  /** The first wait after a failure, doubled with each one, and the longest. */
  readonly first: number;
  readonly most: number;
}

export const PACE: Pace = {
  lease: 30_000,
  renew: 10_000,
  standby: 5_000,
  hold: 60_000,
  list: 30_000,
  children: 2_000,
  flowing: 250,
  idle: 1_000,
  first: 250,
  most: 30_000,
};

/** Records of one GetRecords, its bytes at most, and deliveries that are taken together. */
export const PAGE = { count: 1_000, bytes: 10 * 1_024 * 1_024 } as const;
export const CHUNK = 200;
/** In flight over all shards. */
export const IN_FLIGHT = { count: 20_000, bytes: 64 * 1_024 * 1_024 } as const;
/** Chunks that are taken at the same time. */
export const AT_ONCE = 8;

/** What everything that reads the stream shares. */
export interface Parts {
  readonly stream: string;
  readonly calls: StreamCalls;
  readonly take: Take;
  readonly letGo: LetGo;
  readonly room: Room;
  /** One for each chunk that is taken at the moment. */
  readonly slots: Room;
  readonly watch: Watch;
  readonly meter: Meter;
  readonly log: Log;
  readonly pace: Pace;
}
