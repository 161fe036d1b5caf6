import type { Position } from '../../core/ports/checkpoints.ts';
import { iso } from '../../core/time/days.ts';
import { pause, pauseAfter } from '../../core/time/waiting.ts';
import { callFault } from './faults.ts';
import { CHUNK, type KinesisParts, PAGE } from './parts.ts';
import type { Share } from './room.ts';
import { type ShardSettling, settle } from './settle.ts';
import type { RecordPage, Shard } from './stream.ts';

/** What a shard's reader needs. */
export interface ShardReading extends KinesisParts, ShardSettling {
  /** The shard is read for the first time, and from its tip. */
  readonly fresh: boolean;
}

/** Reads a shard from its stored position until it is read to its end, or reading stops. */
export async function readShard(shard: Shard, parts: ShardReading): Promise<void> {
  const { end, lease, log, pace, room, watch } = parts;
  const turn = createTurn(shard, parts);
  watch.read(shard.id, 0);
  try {
    while (!end.aborted) {
      const called = performance.now();
      const share = await room.reserve(PAGE.count, PAGE.bytes, end);
      if (share === undefined) return;
      const page = await turn.page();
      if (page === undefined) {
        share.keep(0, 0);
        await turn.recover();
        continue;
      }
      watch.well(shard.id);
      watch.read(shard.id, page.behind);
      if (!(await settleAll(page, share, shard, parts))) return;
      if (page.next === undefined) {
        await lease.change({ moved: new Map([[shard.key, { kind: 'ended' }]]), gone: [] });
        log.info({ shard: shard.id }, 'a shard is read to its end');
        return;
      }
      await pause(called + (page.records.length > 0 ? pace.flowing : pace.idle) - performance.now(), end);
    }
  } finally {
    watch.forget(shard.id);
  }
}

/** Settles a page chunk by chunk, giving back room as it goes. False if reading stopped before the end of the page. */
async function settleAll(
  { records }: RecordPage,
  share: Share,
  shard: Shard,
  parts: ShardReading,
): Promise<boolean> {
  const keep = (from: number) => {
    const left = records.slice(from);
    share.keep(
      left.length,
      left.reduce((bytes, { data }) => bytes + data.byteLength, 0),
    );
  };
  try {
    for (let at = 0; at < records.length; at += CHUNK) {
      keep(at);
      if (!(await settle(records.slice(at, at + CHUNK), shard, parts))) return false;
    }
    return true;
  } finally {
    share.keep(0, 0);
  }
}

/** Gets one page after the other, and recovers from failures. */
function createTurn(shard: Shard, { calls, end, fresh, lease, log, pace, watch }: ShardReading) {
  let tip = fresh;
  let iterator: string | undefined;
  let renewed = false;
  let failure: { readonly thrown: unknown; readonly asked: Position | undefined } | undefined;
  const position = (): Position => lease.position(shard.key) ?? { kind: 'horizon' };
  const lose = async (from: Position) => {
    const where = from.kind === 'after' ? { after: from.sequence, of: iso(from.arrived) } : {};
    log.warn(
      { shard: shard.id, ...where },
      'the stream does not know the position: reads on from its oldest record; what is older is lost',
    );
    await lease.change({ moved: new Map([[shard.key, { kind: 'horizon' }]]), gone: [] });
  };
  return {
    /** The next page; undefined if a call failed. */
    async page(): Promise<RecordPage | undefined> {
      let asked: Position | undefined;
      try {
        if (iterator === undefined) {
          const from = position();
          asked = from;
          const start = tip ? ({ kind: 'latest' } as const) : from;
          // only the first try: the tip of a second one would be later, and leave a gap
          tip = false;
          iterator = await calls.iterator(shard.id, start, end);
          asked = undefined;
        }
        const page = await calls.records(iterator, end);
        iterator = page.next;
        renewed = false;
        return page;
      } catch (thrown) {
        failure = { thrown, asked };
        return undefined;
      }
    },
    /** Does what the last failure calls for, and waits: longer with each failure in a row. */
    async recover(): Promise<void> {
      if (end.aborted || failure === undefined) return;
      const { asked, thrown } = failure;
      const { code } = callFault(thrown);
      if (code === 'InvalidArgument' || code === 'ExpiredIterator') iterator = undefined;
      // not a fault: iterators expire after five minutes, and a shard may wait longer than that
      if (code === 'ExpiredIterator' && !renewed) {
        renewed = true;
        return;
      }
      const { tries } = watch.failed(shard.id, thrown);
      if (code === 'InvalidArgument' && (asked?.kind === 'after' || asked?.kind === 'since'))
        await lose(asked);
      await pause(pauseAfter(tries, pace.first, pace.most), end);
    },
  };
}
