import type { Position } from '../../core/ports/checkpoints.ts';
import { DAY, type Millis } from '../../core/time/days.ts';
import type { Lease } from './lease.ts';
import type { KinesisParts } from './parts.ts';
import type { Shard } from './stream.ts';

/** The shortest time for which a stream can be set to keep records (ms). */
const SHORTEST = DAY;

/** Where reading begins, and what that is stored with. */
export interface Beginning {
  readonly parts: KinesisParts;
  readonly lease: Lease;
  /** Where a stream without stored positions begins: at its oldest record, or at a moment. Undefined if it has some. */
  readonly begin: 'horizon' | Millis | undefined;
}

/**
 * Stores where a new stream begins before anything is read, so that a process that takes over begins there too. Returns
 * the keys of the shards to be read from their tip.
 */
export async function begin(
  { begin: from, lease, parts }: Beginning,
  shards: readonly Shard[],
): Promise<ReadonlySet<string>> {
  parts.log.info({ stream: parts.stream, shards: shards.length }, 'reads the stream');
  if (from === undefined) {
    sayOld(shards, lease, parts);
    return new Set();
  }
  const position = ({ open }: Shard): Position => {
    if (from === 'horizon') return { kind: 'horizon' };
    return open ? { kind: 'since', time: from } : { kind: 'ended' };
  };
  await lease.change({ moved: new Map(shards.map((shard) => [shard.key, position(shard)])), gone: [] });
  return new Set(from === 'horizon' ? [] : shards.filter(({ open }) => open).map(({ key }) => key));
}

/**
 * Stores where children begin before a record comes through them: once their parents are forgotten, the stream would be
 * taken for a new one.
 */
export async function beginChildren(shards: readonly Shard[], lease: Lease): Promise<void> {
  const children = shards.filter(({ key }) => lease.position(key) === undefined);
  if (children.length === 0) return;
  const horizon: Position = { kind: 'horizon' };
  await lease.change({ moved: new Map(children.map(({ key }) => [key, horizon])), gone: [] });
}

/** Logs positions older than a day: records after them may be gone, which Kinesis itself does not tell. */
function sayOld(shards: readonly Shard[], lease: Lease, { log }: KinesisParts): void {
  const times = shards.flatMap(({ key }) => {
    const position = lease.position(key);
    return position?.kind === 'after' && Date.now() - position.arrived > SHORTEST ? [position.arrived] : [];
  });
  if (times.length === 0) return;
  const oldest = new Date(Math.min(...times)).toISOString();
  log.warn(
    { shards: times.length, oldest },
    'shards were last read more than a day ago: what the stream does not keep so long is lost',
  );
}
