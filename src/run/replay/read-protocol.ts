import type { MessagePort } from 'node:worker_threads';
import { RolewardenError, reasonOf } from '../../core/errors.ts';
import type { Millis } from '../../core/time/days.ts';
import type { HowToRead } from '../../ingest/record/services.ts';
import type { LogLevel } from '../log.ts';
import type { BucketSettings } from './buckets.ts';
import type { Part, Source } from './reading.ts';

/** What a reading thread is started with. */
export interface ReaderStart {
  readonly how: HowToRead;
  /** The host's clock when the run began. */
  readonly now: Millis;
  readonly level: LogLevel;
  /** How S3 is reached; undefined if no path lies in a bucket. */
  readonly buckets: BucketSettings | undefined;
}

/** One file to be read, and where its parts go. */
export interface ReadRequest {
  readonly source: Source;
  readonly port: MessagePort;
}

/** What a reading thread sends. The other side sends `more` for each part that it has taken. */
export type ReadAnswer =
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error as plain data: sent between threads, an error would lose its class. */
export interface Failure {
  readonly message: string;
  readonly known: Pick<RolewardenError, 'code' | 'remedy'> | undefined;
}

/** Takes an error apart, to be sent. */
export function failureOf(thrown: unknown): Failure {
  const known = thrown instanceof RolewardenError ? { code: thrown.code, remedy: thrown.remedy } : undefined;
  return { message: reasonOf(thrown), known };
}

/** Puts an error together again. */
export function errorOf({ message, known }: Failure): Error {
  return known === undefined ? new Error(message) : new RolewardenError(known.code, message, known.remedy);
}
