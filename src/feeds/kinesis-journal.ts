import type { Position, PositionChange } from '../core/checkpoints.ts';

/** Positions, and those of them that are not written. */
export interface Journal {
  position(shard: string): Position | undefined;
  /** Shards that were read to their end. */
  ended(): readonly string[];
  note(change: PositionChange): void;
  /** Everything is to be written anew. */
  all(): void;
  /** How many shards are not written. */
  left(): number;
  /** One write at a time: those who come meanwhile share the next. Never throws. */
  flush(): Promise<'written' | 'refused' | 'failed'>;
}

/** `write` answers false where it is refused. */
export function createJournal(
  write: (change: PositionChange) => Promise<boolean>,
  before: ReadonlyMap<string, Position>,
): Journal {
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
