import type { Delivery, Take } from '../../core/ports/delivery.ts';
import type { Meter } from '../../core/ports/meter.ts';
import type { Log } from '../../core/ports/ports.ts';
import type { FlightRoom } from './room.ts';
import type { StreamCalls } from './stream.ts';
import type { Watch } from './watch.ts';

/** Takes over a delivery that still failed when its shard could wait no longer. Throws if it cannot keep it. */
export type LetGo = (delivery: Delivery, reason: string) => Promise<void>;

/** Times in milliseconds. */
export interface Pace {
  /** How long the stream is ours after the server last confirmed it. */
  readonly lease: number;
  /** How often that is renewed. */
  readonly renew: number;
  /** How often a process that stands by asks for the stream. */
  readonly standby: number;
  /** How long a shard waits for deliveries that fail and are tried again. */
  readonly hold: number;
  /** How often the stream is asked for its shards. */
  readonly list: number;
  /** The same, while a shard that ended is not known to have children. */
  readonly children: number;
  /** From one GetRecords of a shard to the next while records come. AWS allows five a second and shard. */
  readonly flowing: number;
  /** The same, while none come. */
  readonly idle: number;
  /** The longest wait after a first failure, doubled with each one. */
  readonly first: number;
  /** No wait after a failure is longer. */
  readonly most: number;
}

/** The pace of live use. */
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

/** The most that one GetRecords gives: our limit of records, and AWS's of bytes. */
export const PAGE = { count: 1_000, bytes: 10 * 1_024 * 1_024 } as const;
/** Records of a page that are judged together. */
export const CHUNK = 200;
/** The most that is in flight, over all shards. */
export const IN_FLIGHT = { count: 20_000, bytes: 64 * 1_024 * 1_024 } as const;
/** Chunks that are judged at the same time. */
export const AT_ONCE = 8;

/** What all readers of a stream share. */
export interface KinesisParts {
  readonly stream: string;
  readonly calls: StreamCalls;
  readonly take: Take;
  readonly letGo: LetGo;
  readonly room: FlightRoom;
  /** Counts the chunks that are judged at the moment. */
  readonly slots: FlightRoom;
  readonly watch: Watch;
  readonly meter: Meter;
  readonly log: Log;
  readonly pace: Pace;
}
