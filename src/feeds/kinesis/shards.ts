import { pause, pauseAfter } from '../../core/time/waiting.ts';
import { type Beginning, begin, beginChildren } from './beginnings.ts';
import { noSuchStream } from './faults.ts';
import type { Lease } from './lease.ts';
import type { KinesisParts } from './parts.ts';
import { readShard } from './reader.ts';
import type { Shard } from './stream.ts';
import { endedBy } from './time.ts';

/** What `readShards` needs; `end` aborts when reading is to stop. */
interface ShardsOptions extends Beginning {
  readonly end: AbortSignal;
}

/** Reads every shard, children after their parents, until `end` aborts. Rejects if there is no such stream. */
export async function readShards(options: ShardsOptions): Promise<void> {
  const { end, lease, parts } = options;
  const listing = createListing(parts, end);
  let nap = new AbortController();
  const readers = createReaders(options, () => nap.abort());
  const wake = () => nap.abort();
  end.addEventListener('abort', wake);
  try {
    let fresh: ReadonlySet<string> | undefined;
    while (!end.aborted && !readers.failed()) {
      nap = new AbortController();
      const shards = await listing();
      if (shards === undefined) break;
      fresh ??= await begin(options, shards);
      const next = readable(shards, lease);
      await beginChildren(next, lease);
      for (const shard of next) readers.start(shard, fresh.has(shard.key));
      const listed = new Set(shards.map(({ key }) => key));
      readers.keep(listed);
      await lease.forget(listed);
      await pause(childless(shards, lease) ? parts.pace.children : parts.pace.list, nap.signal);
    }
  } finally {
    end.removeEventListener('abort', wake);
    await readers.close();
  }
}

/** One reader for each shard. `ended` is called after each that has ended. */
function createReaders({ end, lease, parts }: ShardsOptions, ended: () => void) {
  const readers = new Map<string, { readonly done: Promise<void>; readonly stop: AbortController }>();
  const crash: { thrown?: unknown } = {};
  const read = async (shard: Shard, stop: AbortController, fresh: boolean) => {
    const ending = endedBy(end, stop.signal);
    try {
      await readShard(shard, { ...parts, lease, end: ending.signal, fresh });
    } catch (thrown) {
      crash.thrown ??= thrown;
    } finally {
      ending.unlink();
      readers.delete(shard.key);
      ended();
    }
  };
  return {
    start(shard: Shard, fresh: boolean) {
      if (readers.has(shard.key)) return;
      const stop = new AbortController();
      readers.set(shard.key, { done: read(shard, stop, fresh), stop });
    },
    /** Stops the readers of shards that the stream no longer lists. */
    keep(listed: ReadonlySet<string>) {
      for (const [key, { stop }] of readers) if (!listed.has(key)) stop.abort();
    },
    failed: () => crash.thrown !== undefined,
    /** Stops all readers, waits for them, and throws the first of their errors. */
    async close() {
      const all = [...readers.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ done }) => done));
      if (crash.thrown !== undefined) throw crash.thrown;
    },
  };
}

/** Asks for the shards until there is an answer; undefined if `end` aborted. Throws if the stream was never there. */
function createListing({ calls, pace, stream, watch }: KinesisParts, end: AbortSignal) {
  let known = false;
  return async (): Promise<readonly Shard[] | undefined> => {
    while (!end.aborted) {
      try {
        const shards = await calls.shards(end);
        watch.well('ListShards');
        known = true;
        return shards;
      } catch (thrown) {
        if (end.aborted) return undefined;
        const { fault, tries } = watch.failed('ListShards', thrown);
        if (fault.code === 'ResourceNotFound' && !known) throw noSuchStream(stream, thrown);
        await pause(pauseAfter(tries, pace.first, pace.most), end);
      }
    }
    return undefined;
  };
}

/** Shards that are not read to their end, and whose parents are read to their end or no longer listed. */
function readable(shards: readonly Shard[], lease: Lease): readonly Shard[] {
  const ended = (shard: Shard) => lease.position(shard.key)?.kind === 'ended';
  const unfinished = new Set(shards.filter((shard) => !ended(shard)).map(({ id }) => id));
  return shards.filter((shard) => !ended(shard) && !shard.parents.some((parent) => unfinished.has(parent)));
}

/** Whether a shard was read to its end, and its children are not listed yet. */
function childless(shards: readonly Shard[], lease: Lease): boolean {
  const parents = new Set(shards.flatMap((shard) => shard.parents));
  return shards.some(({ id, key }) => lease.position(key)?.kind === 'ended' && !parents.has(id));
}
