import { setTimeout as wait } from 'node:timers/promises';
import type { Invoked } from '../../test/support/runtime-api.ts';

/** What a Kinesis event source mapping does with one shard: in order, back to the lowest failed, in halves after an error. */
export interface Mapping {
  /** The most attempts that one record has needed. */
  readonly attempts: number;
  readonly halved: number;
}

/** A record of a shard, as a mapping hands it over: its sequence number and its text. */
export interface ShardRecord {
  readonly sequence: string;
  readonly body: string;
}

const BATCH = 20;
/** Lambda waits between attempts, longer and longer. */
const PAUSE = { first: 250, most: 8_000 };

/** Hands records to a function until it is done with all of them; `done` is told of each, in order. */
export async function mapShard(
  records: readonly ShardRecord[],
  invoke: (event: object) => Promise<Invoked>,
  done: (record: ShardRecord) => void,
  arn: string,
): Promise<Mapping> {
  const tries = new Map<string, number>();
  let rest = records;
  let size = BATCH;
  let halved = 0;
  let pause = PAUSE.first;
  for (let [first] = rest; first !== undefined; [first] = rest) {
    const batch = rest.slice(0, size);
    tries.set(first.sequence, (tries.get(first.sequence) ?? 0) + 1);
    const answer = await invoke(eventOf(batch, arn));
    const failed = answer.kind === 'error';
    const kept = failed ? 0 : firstFailed(batch, answer.value);
    batch.slice(0, kept).forEach(done);
    rest = rest.slice(kept);
    halved += failed ? 1 : 0;
    size = failed ? Math.max(1, size >> 1) : BATCH;
    pause = kept === batch.length ? PAUSE.first : Math.min(PAUSE.most, pause * 2);
    if (pause > PAUSE.first) await wait(pause);
  }
  return { attempts: Math.max(0, ...tries.values()), halved };
}

/** How many records of a batch are done: all before the lowest that failed. */
function firstFailed(batch: readonly ShardRecord[], value: unknown): number {
  const failures = JSON.stringify(value ?? {});
  const at = batch.findIndex(({ sequence }) => failures.includes(sequence));
  return at < 0 ? batch.length : at;
}

function eventOf(batch: readonly ShardRecord[], arn: string): object {
  return {
    Records: batch.map(({ body, sequence }) => ({
      eventSource: 'aws:kinesis',
      eventID: `shardId-000000000000:${sequence}`,
      eventSourceARN: arn,
      eventName: 'aws:kinesis:record',
      awsRegion: 'us-east-1',
      kinesis: {
        sequenceNumber: sequence,
        partitionKey: 'any',
        data: Buffer.from(body, 'latin1').toString('base64'),
        approximateArrivalTimestamp: Date.now() / 1_000,
      },
    })),
  };
}
