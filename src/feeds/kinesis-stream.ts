import type { Position } from '../core/checkpoints.ts';
import type { Millis } from '../core/event.ts';

/** How to reach Kinesis; what is left out is found in the environment, as every AWS client does. */
export interface KinesisSettings {
  readonly region?: string;
  readonly endpoint?: string;
}

/** A shard of the stream. `key` is its id with its first sequence number: a stream made anew has other shards. */
export interface Shard {
  readonly key: string;
  readonly id: string;
  readonly parents: readonly string[];
  /** Whether records may still be put into it. */
  readonly open: boolean;
}

export interface StreamRecord {
  readonly sequence: string;
  readonly arrived: Millis;
  readonly data: Uint8Array;
}

/** What one GetRecords gave. No `next`: the shard is read to its end. `behind`: milliseconds to the tip. */
export interface Page {
  readonly records: readonly StreamRecord[];
  readonly next: string | undefined;
  readonly behind: number;
}

/** The calls that reading needs, each made once: who calls decides what a failure means. */
export interface StreamCalls {
  arn(signal: AbortSignal): Promise<string>;
  shards(signal: AbortSignal): Promise<readonly Shard[]>;
  iterator(
    shardId: string,
    from: Position | { readonly kind: 'latest' },
    signal: AbortSignal,
  ): Promise<string>;
  records(iterator: string, signal: AbortSignal): Promise<Page>;
  close(): void;
}

/** A stream's ARN, with its region and its name. */
export const STREAM_ARN = /^arn:[a-z-]+:kinesis:([a-z0-9-]+):\d{12}:stream\/([\w.-]{1,128})$/;
const NAME = /^[\w.-]{1,128}$/;

/** Whether a text names a stream: a name, or an ARN. */
export function isStream(text: string): boolean {
  return STREAM_ARN.test(text) || NAME.test(text);
}
