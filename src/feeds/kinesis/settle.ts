import { reasonOf } from '../../core/errors.ts';
import type { Delivery } from '../../core/ports/delivery.ts';
import { pause, pauseAfter } from '../../core/time/waiting.ts';
import type { Lease } from './lease.ts';
import type { KinesisParts } from './parts.ts';
import type { Shard, StreamRecord } from './stream.ts';

/** A record, and the delivery that it is handed over as. */
interface OwedRecord {
  readonly record: StreamRecord;
  readonly delivery: Delivery;
}

/** What settling needs; `end` aborts when reading stops. */
export interface ShardSettling
  extends Pick<KinesisParts, 'letGo' | 'log' | 'meter' | 'pace' | 'slots' | 'stream' | 'take'> {
  readonly lease: Lease;
  readonly end: AbortSignal;
}

/** Milliseconds: the first wait before failed deliveries are tried again, and the longest. */
const FIRST = 500;
const MOST = 10_000;

/**
 * Hands over records of a shard, in order, until all are done. Those that fail are handed over again, without the
 * others, for as long as the shard may wait (`pace.hold`), and are then given to `letGo`. The checkpoint moves on to
 * the last record before the first that is not done. False if reading stopped before all were done.
 */
export async function settle(
  records: readonly StreamRecord[],
  shard: Shard,
  parts: ShardSettling,
): Promise<boolean> {
  const { end, lease, pace, stream } = parts;
  const all = records.map((record) => ({ record, delivery: toDelivery(record, shard, stream) }));
  let owed: readonly OwedRecord[] = all;
  let since: number | undefined;
  for (let tries = 1; ; tries++) {
    const fates = await handOver(owed, parts);
    if (fates === undefined) return false;
    owed = owed.filter((_, at) => fates[at] !== 'done');
    const now = performance.now();
    since ??= now;
    if (owed.length > 0 && now - since >= pace.hold) {
      if (end.aborted || !(await lease.assured())) return false;
      await release(owed, parts);
      owed = [];
    }
    await move(lease, shard, owed[0] === undefined ? all.at(-1) : all[all.indexOf(owed[0]) - 1]);
    if (owed.length === 0) return true;
    await pause(Math.min(pauseAfter(tries, FIRST, MOST), since + pace.hold - now), end);
  }
}

/** Their fates; undefined if reading stopped, or another process has the stream: then nothing is handed over. */
async function handOver(owed: readonly OwedRecord[], { end, lease, slots, take }: ShardSettling) {
  const slot = await slots.reserve(1, 0, end);
  try {
    if (slot === undefined || !(await lease.assured()) || end.aborted) return undefined;
    return await take(
      owed.map(({ delivery }) => delivery),
      { signal: end },
    );
  } finally {
    slot?.keep(0, 0);
  }
}

async function move(lease: Lease, shard: Shard, last: OwedRecord | undefined): Promise<void> {
  if (last === undefined) return;
  const { arrived, sequence } = last.record;
  await lease.change({ moved: new Map([[shard.key, { kind: 'after', sequence, arrived }]]), gone: [] });
}

/** Gives up what is owed. One that cannot be kept costs no other. */
async function release(
  owed: readonly OwedRecord[],
  { letGo, log, meter, pace }: ShardSettling,
): Promise<void> {
  const reason = `came back for ${Math.round(pace.hold / 1_000)} seconds: the shard goes on without it`;
  const all = owed.map(({ delivery }) => delivery.id);
  log.error({ deliveries: all }, 'records that kept failing are given up');
  const lost: string[] = [];
  let failure: unknown;
  for (const { delivery } of owed) {
    try {
      await letGo(delivery, reason);
    } catch (thrown) {
      lost.push(delivery.id);
      failure ??= thrown;
    }
  }
  meter.add('quarantined', owed.length - lost.length, 'kept');
  meter.add('quarantined', lost.length, 'lost');
  if (lost.length === 0) return;
  log.error(
    { reason: reasonOf(failure), deliveries: lost },
    'and could not be kept: read them again from the stream, by their ids',
  );
}

function toDelivery({ data, sequence }: StreamRecord, { id }: Shard, source: string): Delivery {
  return { id: `${id}:${sequence}`, body: data, source };
}
