import type { Position } from '../../core/ports/checkpoints.ts';
import type { Millis } from '../../core/time/days.ts';

/** How to reach Kinesis; what is left out, the AWS client finds in the environment. The region of an ARN wins. */
export interface KinesisSettings {
  readonly region?: string;
  readonly endpoint?: string;
}

/** A shard. `key` is its id and first sequence number: the id alone repeats if the stream is deleted and made again. */
export interface Shard {
  readonly key: string;
  readonly id: string;
  readonly parents: readonly string[];
  /** Whether records may still be put into it. */
  readonly open: boolean;
}

/** `arrived` is when Kinesis received the record, about. */
export interface StreamRecord {
  readonly sequence: string;
  readonly arrived: Millis;
  readonly data: Uint8Array;
}

/** One answer to GetRecords. `next` is undefined at the shard's end; `behind`: milliseconds to the shard's tip. */
export interface RecordPage {
  readonly records: readonly StreamRecord[];
  readonly next: string | undefined;
  readonly behind: number;
}

/** The calls that reading needs. None is retried here: the caller decides what a failure means. */
export interface StreamCalls {
  arn(signal: AbortSignal): Promise<string>;
  shards(signal: AbortSignal): Promise<readonly Shard[]>;
  iterator(
    shardId: string,
    from: Position | { readonly kind: 'latest' },
    signal: AbortSignal,
  ): Promise<string>;
  records(iterator: string, signal: AbortSignal): Promise<RecordPage>;
  close(): void;
}

/** Matches a stream's ARN; its groups are the region and the name. */
export const STREAM_ARN = /^arn:[a-z-]+:kinesis:([a-z0-9-]+):\d{12}:stream\/([\w.-]{1,128})$/;
const NAME = /^[\w.-]{1,128}$/;

/** Whether a text is a stream's name or ARN. */
export function isStream(text: string): boolean {
  return STREAM_ARN.test(text) || NAME.test(text);
}
