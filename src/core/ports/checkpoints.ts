import type { Millis } from '../time/days.ts';

/**
 * How far a shard was read. `horizon`: from the oldest record that the stream still has; `since`: from a moment on;
 * `after`: behind a record, with the time at which that arrived; `ended`: to its end.
 */
export type Position =
  | { readonly kind: 'horizon' }
  | { readonly kind: 'since'; readonly time: Millis }
  | { readonly kind: 'after'; readonly sequence: string; readonly arrived: Millis }
  | { readonly kind: 'ended' };

/**
 * `ours`: with every position that is kept, and the server's clock. `held`: how long the other's lease still runs.
 * `unknown`: nothing is kept of the stream, and it was not taken.
 */
export type Taken =
  | { readonly kind: 'ours'; readonly now: Millis; readonly positions: ReadonlyMap<string, Position> }
  | { readonly kind: 'held'; readonly left: number }
  | { readonly kind: 'unknown' };

/**
 * How far one stream was read, and who may read it: one process at a time, by a lease that the server's clock ends.
 * Every method throws if the server cannot be asked; what was asked may then have been done all the same.
 */
export interface Checkpoints {
  /** Takes the stream, unless another has it. The same owner may ask again. `ifKnown`: only if something is kept of it. */
  take(owner: string, lease: number, ifKnown?: boolean): Promise<Taken>;
  /** `emptied`: the server forgot everything; the stream is ours again, without positions. `lost`: another has, or had it. */
  renew(owner: string, lease: number): Promise<'ours' | 'emptied' | 'lost'>;
  /** Writes positions and forgets shards; false, and nothing is written, if the stream is not this owner's any more. */
  write(owner: string, change: PositionChange): Promise<boolean>;
  /** Gives the stream back, if it is this owner's. */
  release(owner: string): Promise<void>;
}

/** Shards by a name that no other shard ever has. */
export interface PositionChange {
  readonly moved: ReadonlyMap<string, Position>;
  readonly gone: readonly string[];
}
