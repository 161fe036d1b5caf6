import type { Position, PositionChange } from '../../core/ports/checkpoints.ts';

/** How far shards were read, and which of these positions are not stored yet. */
export interface ShardJournal {
  position(shard: string): Position | undefined;
  /** Keys of the shards that were read to their end. */
  ended(): readonly string[];
  /** Remembers a change, to be stored with the next `flush`. */
  note(change: PositionChange): void;
  /** Marks every position as not stored. */
  all(): void;
  /** How many shards have changes that are not stored. */
  left(): number;
  /** Stores all changes. One write runs at a time, and later calls share the next one. Never throws. */
  flush(): Promise<'written' | 'refused' | 'failed'>;
}

/** `before` has the positions that are stored already; `write` returns false if the stream is not ours. */
export function createJournal(
  write: (change: PositionChange) => Promise<boolean>,
  before: ReadonlyMap<string, Position>,
): ShardJournal {
  const positions = new Map(before);
  const unwritten = new Map<string, Position | undefined>();
  let writing: Promise<'written' | 'refused' | 'failed'> | undefined;
  const send = async () => {
    const sent = [...unwritten];
    const moved = sent.flatMap(([shard, at]) => (at === undefined ? [] : [[shard, at] as const]));
    const gone = sent.flatMap(([shard, at]) => (at === undefined ? [shard] : []));
    try {
      if (!(await write({ moved: new Map(moved), gone }))) return 'refused';
    } catch {
      return 'failed';
    }
    for (const [shard, at] of sent) if (unwritten.get(shard) === at) unwritten.delete(shard);
    return 'written';
  };
  return {
    position: (shard: string) => positions.get(shard),
    ended: () => [...positions].flatMap(([shard, { kind }]) => (kind === 'ended' ? [shard] : [])),
    note({ gone, moved }: PositionChange) {
      for (const [shard, at] of moved) {
        positions.set(shard, at);
        unwritten.set(shard, at);
      }
      for (const shard of gone) {
        positions.delete(shard);
        unwritten.set(shard, undefined);
      }
    },
    all() {
      for (const [shard, at] of positions) unwritten.set(shard, at);
    },
    left: () => unwritten.size,
    async flush() {
      while (writing !== undefined) await writing;
      if (unwritten.size === 0) return 'written';
      writing = send().finally(() => {
        writing = undefined;
      });
      return writing;
    },
  };
}
